#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace bench {

// The sum of a metric's series whose labels contain `labels`. Throws where there is none, since what is not measured
// would pass for a good 0.
double metric_sum(const std::string& page, const std::string& name, const std::string& labels = "");

// The same of what may not be there yet.
std::optional<double> find_metric_sum(const std::string& page, const std::string& name, const std::string& labels = "");

// The label of whoever is called at that URL.
std::string host_label(const std::string& url);

// How many series the page has.
std::size_t count_series(const std::string& page);

}  // namespace bench
