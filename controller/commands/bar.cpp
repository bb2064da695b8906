#include "controller/commands/bar.h"

#include <algorithm>
#include <cmath>

namespace commands {

namespace {

int filled_cells(std::int64_t used, std::int64_t max, int cells) {
    if (max < 1 || used < 1 || cells < 1) return 0;
    if (used >= max) return cells;
    const auto share = static_cast<double>(used) / static_cast<double>(max);
    const int nearest = static_cast<int>(std::lround(share * cells));
    return std::clamp(nearest, 1, std::max(1, cells - 1));
}

}  // namespace

std::string bar(std::int64_t used, std::int64_t max, int cells, bool unicode) {
    const int filled = filled_cells(used, max, cells);
    std::string out;
    for (int cell = 0; cell < cells; ++cell) {
        out += cell < filled ? (unicode ? "█" : "#") : (unicode ? "░" : "-");
    }
    return out;
}

}  // namespace commands
