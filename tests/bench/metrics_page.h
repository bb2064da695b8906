#pragma once

#include <cstddef>
#include <string>

namespace bench {

// The sum of a metric's series whose labels contain `labels`; 0 where there is none.
double metric_sum(const std::string& page, const std::string& name, const std::string& labels = "");

// How many series the page has.
std::size_t count_series(const std::string& page);

}  // namespace bench
