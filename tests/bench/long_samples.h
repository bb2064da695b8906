#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/bench/long_figures.h"
#include "tests/bench/report.h"

namespace bench {

struct Sample {
    double seconds = 0;  // since the run began
    std::array<double, kFigures.size()> values{};
};

// The samples of a run, and what they come to. Times are told as minutes of operation, of which kPace pass in one
// minute of the run.
class LongSamples {
public:
    void add(const Sample& sample) { samples_.push_back(sample); }

    void judge(Report& report) const;  // a row a figure
    void write_svg(const std::string& file, std::size_t keys) const;
    void write_csv(const std::string& file) const;  // as sampled: seconds of the run, counters as they stood

private:
    Series series(std::size_t figure) const;  // over minutes of operation; rates for counters

    std::vector<Sample> samples_;
};

}  // namespace bench
