#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/fault.h"

namespace simulator {

class Faults;

// A call that a fault hits.
struct Hit {
    const Fault& fault;
    const Call& call;
    const Route& route;
    const Behaviour& behaviour;
    const Reply& reply;  // what came of the call; before the commit nothing has
    Faults& faults;
    const std::stop_token& stop;
};

// All that is to be known of a kind of fault: a row in fault_kinds.cpp.
struct FaultKind {
    enum class When {
        as_told,       // before the commit, or after it with `after_commit`
        after_commit,  // always after it
        in_the_past    // at no moment of a call: Faults::view() tells which state reads are shown
    };

    const char* name = nullptr;
    std::optional<Reply> (*happen)(const Hit& hit) = nullptr;  // the reply in place of the call's; nullopt goes on
    When when = When::as_told;
    bool (*concerns)(const Route& route) = nullptr;  // other calls it never means, whatever it is told to match
    const char* retry_after = "4s";                  // where the control API is not told
};

[[nodiscard]] FaultKind about(Fault::Kind kind);
[[nodiscard]] std::vector<Fault::Kind> fault_kinds();

}  // namespace simulator
