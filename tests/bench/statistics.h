#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

inline double seconds_between(Clock::time_point begin, Clock::time_point end) {
    return std::chrono::duration<double>(end - begin).count();
}

inline double seconds_since(Clock::time_point begin) { return seconds_between(begin, Clock::now()); }

// How long `work` took, in seconds.
template <typename Work>
double timed(Work&& work) {
    const auto begin = Clock::now();
    work();
    return seconds_since(begin);
}

// The value that `share` (0 to 1) of them do not exceed; nearest rank.
inline double percentile(std::vector<double> values, double share) {
    if (values.empty()) throw std::invalid_argument("nothing was measured");
    std::sort(values.begin(), values.end());
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size()) + 0.999999);
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

}  // namespace bench
