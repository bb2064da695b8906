#pragma once

#include <chrono>
#include <optional>

#include "controller/base/clock.h"
#include "controller/http/message.h"

namespace kube {

// client-go's rule: a reply is worth another try only where the server asks for it, with Retry-After on a 429 or 5xx.
std::optional<std::chrono::milliseconds> retry_delay(const http::Response& response, base::WallTime now);

}  // namespace kube
