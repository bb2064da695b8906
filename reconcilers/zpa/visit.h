#pragma once

#include <utility>

#include "controller/base/error.h"
#include "reconcilers/zpa/session.h"

namespace zpa {

// Runs calls to one organisation under its flood gate and tells the gate how they went. Throws what the gate or the
// calls throw.
template <typename Calls>
auto visit(Session& session, Calls&& calls) {
    auto entered = session.enter();
    try {
        auto result = std::forward<Calls>(calls)();
        entered.reached();
        return result;
    } catch (const base::Error& error) {
        entered.failed(error);
        throw;
    }
}

}  // namespace zpa
