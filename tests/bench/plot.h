#pragma once

#include <string>
#include <vector>

#include "tests/bench/flatness.h"

namespace bench {

// One small plot: a figure over time, beginning at zero on both axes, and what came of it.
struct Panel {
    std::string title;
    std::string unit;
    Series points;  // time in what the sheet's x axis counts
    std::string verdict;
    bool good = true;
};

struct Sheet {
    std::string title;
    std::string subtitle;
    std::string time_axis;  // what x counts
    double end = 0;         // of x
    std::vector<Panel> panels;
};

// An SVG that brings its own background and follows the reader's choice of light or dark. The second and the last
// quarter of each panel are shaded, since they are what is compared.
std::string to_svg(const Sheet& sheet);

}  // namespace bench
