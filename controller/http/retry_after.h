#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "controller/base/clock.h"

namespace http {

// Retry-After as seconds ("4"), ZPA's "4s", or an HTTP date (RFC 9110, 10.2.3). nullopt where it is none of them;
// capped at one hour.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text, base::WallTime now);

}  // namespace http
