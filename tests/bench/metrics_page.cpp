#include "tests/bench/metrics_page.h"

#include <sstream>

namespace bench {

double metric_sum(const std::string& page, const std::string& name, const std::string& labels) {
    double out = 0;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        const bool is_of_it = line.starts_with(name + "{") || line.starts_with(name + " ");
        if (!is_of_it || line.find(labels) == std::string::npos) continue;
        out += std::stod(line.substr(line.rfind(' ') + 1));
    }
    return out;
}

std::size_t count_series(const std::string& page) {
    std::size_t out = 0;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && !line.starts_with('#')) ++out;
    }
    return out;
}

}  // namespace bench
