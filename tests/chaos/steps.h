#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/chaos/arena.h"

namespace chaos {

// A place in the protocol that is known by name: a request to ZPA, or one to the API server, before it is carried out
// or before its reply is there.
struct ProtocolStep {
    const char* name;
    const char* operation;  // of ZPA, or nullptr
    bool after_commit;
    scenario::ApiProxy::Rule rule;

    bool is_call_to_zpa() const { return operation != nullptr; }
    bool is_of_deletion() const;
};

std::vector<ProtocolStep> protocol_steps();
std::vector<std::string> names_of_steps();
std::vector<ProtocolStep> calls_to_zpa();
std::vector<ProtocolStep> only_the_post();      // before ZPA makes the key
std::vector<ProtocolStep> writes_of_objects();  // before they are carried out

// What is done while the operator at `seat` is held at the step. The request goes on when it `let_go`es, at the latest
// afterwards.
using AtStep = std::function<void(int seat, const std::function<void()>& let_go)>;

// Gives the operators something to do, holds the first who comes by one of the `steps`, and lets `deed` happen to it.
// Then the request goes on, or is `lost`. Where nobody comes by, nothing happens.
void hold_at_one_of(const std::vector<ProtocolStep>& steps, bool lost, Arena& arena, Dice& dice, const AtStep& deed);

}  // namespace chaos
