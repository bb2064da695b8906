#pragma once

#include <optional>
#include <string_view>

#include "controller/base/clock.h"

namespace common {

// Go's duration texts as our schemas allow them: "60s", "1m30s", "500ms", "2h". nullopt for anything else, and for more
// than a hundred years.
std::optional<base::Duration> parse_duration(std::string_view text);

}  // namespace common
