#pragma once

#include <optional>
#include <string_view>

#include "controller/base/clock.h"

namespace common {

// Longer than anybody means, and far from where a time in 64 bits of nanoseconds ends.
inline constexpr base::Duration kLongestDuration = std::chrono::hours(10'000);

// Go's duration texts as our schemas allow them: "60s", "1m30s", "500ms", "2h". nullopt for anything else, and for what
// is longer than kLongestDuration.
std::optional<base::Duration> parse_duration(std::string_view text);

}  // namespace common
