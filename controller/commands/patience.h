#pragma once

#include <chrono>
#include <utility>

#include "controller/base/stop.h"
#include "reconcilers/zpa/misfits.h"
#include "reconcilers/zpa/visit.h"

namespace commands {

// Runs calls to ZPA and waits where the organisation's limit says to: a command has nothing else to do meanwhile, so
// unlike a reconciler it may sleep. Every other error passes, and so does a list that no waiting makes whole.
template <typename Calls>
auto patiently(zpa::Session& session, const Calls& calls) {
    for (;;) {
        base::Duration pause = std::chrono::seconds(1);
        try {
            return zpa::visit(session, calls);
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::TooManyRequests || zpa::is_lasting_misfit(error)) throw;
            pause = error.retry_after().value_or(std::chrono::duration_cast<std::chrono::milliseconds>(pause));
        }
        base::sleep_for({}, pause);
    }
}

}  // namespace commands
