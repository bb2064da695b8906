#include "tests/bench/metrics_page.h"

#include <sstream>
#include <stdexcept>

namespace bench {

double metric_sum(const std::string& page, const std::string& name, const std::string& labels) {
    if (const auto sum = find_metric_sum(page, name, labels)) return *sum;
    throw std::runtime_error("the metrics have no " + name + "{" + labels + "}");
}

std::optional<double> find_metric_sum(const std::string& page, const std::string& name, const std::string& labels) {
    std::optional<double> out;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        const bool is_of_it = line.starts_with(name + "{") || line.starts_with(name + " ");
        if (!is_of_it || line.find(labels) == std::string::npos) continue;
        out = out.value_or(0) + std::stod(line.substr(line.rfind(' ') + 1));
    }
    return out;
}

std::string host_label(const std::string& url) { return "host=\"" + url.substr(url.find("://") + 3) + "\""; }

std::size_t count_series(const std::string& page) {
    std::size_t out = 0;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && !line.starts_with('#')) ++out;
    }
    return out;
}

}  // namespace bench
