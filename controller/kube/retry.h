#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "controller/base/clock.h"
#include "controller/http/message.h"

namespace kube {

// How waiting is done: base::sleep_for in the program, a moved clock in tests. Returns true if stop ended it.
using Sleep = std::function<bool(std::stop_token, base::Duration)>;

// client-go's rule: a reply is worth another try only where the server asks for it, with Retry-After on a 429 or 5xx.
std::optional<std::chrono::milliseconds> retry_delay(const http::Response& response, base::WallTime now);

}  // namespace kube
