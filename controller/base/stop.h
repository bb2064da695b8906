#pragma once

#include <functional>
#include <stop_token>

#include "controller/base/clock.h"

namespace base {

// Sleeps for `duration` or until stop is requested, whichever is first. Returns true if it was stopped.
bool sleep_for(std::stop_token stop, Duration duration);

// Sleeping as a parameter: sleep_for() in the program, a moved clock in tests.
using Sleep = std::function<bool(std::stop_token stop, Duration duration)>;

}  // namespace base
