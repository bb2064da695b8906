#include "tests/bench/flatness.h"

#include <algorithm>
#include <limits>

#include "tests/bench/statistics.h"

namespace bench {

namespace {

constexpr std::size_t kFewest = 5;

double median_of_quarter(const Series& series, int quarter) {
    const auto begin = series.front().seconds;
    const auto length = (series.back().seconds - begin) / 4;
    std::vector<double> values;
    for (const auto& point : series) {
        const auto at = point.seconds - begin;
        if (at >= length * (quarter - 1) && (at < length * quarter || quarter == 4)) values.push_back(point.value);
    }
    if (values.size() < kFewest) throw std::invalid_argument("too few samples to judge by");
    return median(std::move(values));
}

}  // namespace

Judgement judge(const Series& series, const Bound& bound) {
    if (series.empty()) throw std::invalid_argument("nothing was sampled");
    Judgement out;
    out.before = median_of_quarter(series, 2);
    out.after = median_of_quarter(series, 4);
    out.highest = out.before * bound.times + bound.more;
    using Limits = std::numeric_limits<double>;
    out.lowest = bound.both ? std::max((out.before - bound.more) / bound.times, Limits::min()) : -Limits::infinity();
    return out;
}

Series per_minute(const Series& counter, double window) {
    Series out;
    std::size_t first = 0;
    for (std::size_t last = 1; last < counter.size(); ++last) {
        while (first + 1 < last && counter[first + 1].seconds <= counter[last].seconds - window) ++first;
        const auto& from = counter[first];
        const auto& to = counter[last];
        out.push_back({to.seconds, (to.value - from.value) / (to.seconds - from.seconds) * 60});
    }
    return out;
}

}  // namespace bench
