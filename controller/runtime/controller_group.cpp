#include "controller/runtime/controller_group.h"

#include <algorithm>

namespace runtime {

void ControllerGroup::start() {
    for (auto* controller : controllers_) controller->start();
}

bool ControllerGroup::stop(base::Duration grace, std::stop_token hurry) {
    const auto end = std::chrono::steady_clock::now() + grace;
    for (auto* controller : controllers_) controller->shut_down();
    bool finished = true;
    for (auto* controller : controllers_) {
        const auto left = std::max<base::Duration>(end - std::chrono::steady_clock::now(), base::Duration::zero());
        finished = controller->stop(left, hurry) && finished;
    }
    return finished;
}

}  // namespace runtime
