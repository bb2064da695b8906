#pragma once

#include <cstdint>
#include <string>

namespace commands {

// "███████░░░", or "#######---" where there is only ASCII: how much of `max` is used, in `cells` cells. Never full
// while something is left, never empty once something is used. Nothing allowed (max < 1) is empty.
std::string bar(std::int64_t used, std::int64_t max, int cells, bool unicode);

}  // namespace commands
