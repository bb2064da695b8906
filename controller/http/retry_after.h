#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "controller/base/clock.h"
#include "controller/http/message.h"

namespace http {

// Retry-After as seconds ("4"), ZPA's "4s", or an HTTP date (RFC 9110, 10.2.3). nullopt where it is none of them;
// capped at one hour.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text, base::WallTime now);

// A reply's own. A date counts from the reply's Date where it has one: both are of the same clock, which ours may not
// agree with.
std::optional<std::chrono::milliseconds> retry_after(const Response& reply, base::WallTime now);

}  // namespace http
