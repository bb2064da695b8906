#pragma once

#include <initializer_list>
#include <stop_token>
#include <vector>

#include "controller/runtime/controller.h"

namespace runtime {

// Controllers that start and stop as one: from the beginning of stop() none of them begins another run, and one grace
// is for all of them together. Threads: one owner, who keeps the controllers alive.
class ControllerGroup {
public:
    ControllerGroup(std::initializer_list<Controller*> controllers) : controllers_(controllers) {}

    void start();
    // Runs may finish until `grace` is over or `hurry` is requested. True if all did so by themselves.
    bool stop(base::Duration grace, std::stop_token hurry);

private:
    const std::vector<Controller*> controllers_;
};

}  // namespace runtime
