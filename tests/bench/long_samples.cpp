#include "tests/bench/long_samples.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/bench/pace.h"
#include "tests/bench/plot.h"

namespace bench {

namespace {

constexpr double kWindow =
    24.0 * kPace;  // seconds of operation that rates are told over: eight polls, two rounds of deeds

void write(const std::string& file, const std::string& text) {
    const auto folder = std::filesystem::path(file).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder);
    std::ofstream stream(file);
    stream << text;
    if (!stream.flush()) throw std::runtime_error("cannot write " + file);
}

// What was found beside what was allowed.
Budget budget_of(const Judgement& judgement) {
    return judgement.after < judgement.lowest ? at_least(judgement.lowest) : at_most(judgement.highest);
}

std::string verdict(const Judgement& judgement) {
    const auto number = [](double value) { return fmt::format("{:.{}f}", value, value < 100 && value > 0 ? 1 : 0); };
    return fmt::format("{} → {}, {}", number(judgement.before), number(judgement.after),
                       judgement.flat() ? "flat" : "NOT FLAT");
}

}  // namespace

Series LongSamples::series(std::size_t figure) const {
    Series out;
    for (const auto& sample : samples_) out.push_back({sample.seconds * kPace, sample.values[figure]});
    if (kFigures[figure].counts) out = per_minute(out, kWindow);
    for (auto& point : out) point.seconds /= 60;
    return out;
}

void LongSamples::judge(Report& report) const {
    for (std::size_t i = 0; i < kFigures.size(); ++i) {
        const auto& figure = kFigures[i];
        const auto judgement = bench::judge(series(i), figure.bound);
        report.add({.name = fmt::format("long.{}", figure.name),
                    .what = fmt::format("{}, last quarter", figure.title),
                    .measured = judgement.after,
                    .unit = figure.unit,
                    .reference = judgement.before,
                    .against = "second quarter",
                    .budget = budget_of(judgement)});
    }
}

void LongSamples::write_svg(const std::string& file, std::size_t keys) const {
    const auto minutes = samples_.back().seconds * kPace / 60;
    Sheet sheet{
        fmt::format("{:.0f} minutes of operation with {} keys and a trickle of change", minutes, keys),
        fmt::format("{} times as fast as the clock. Shaded: the two quarters whose medians are compared.", kPace),
        "minutes of operation",
        minutes,
        {}};
    for (std::size_t i = 0; i < kFigures.size(); ++i) {
        const auto judgement = bench::judge(series(i), kFigures[i].bound);
        sheet.panels.push_back({kFigures[i].title, kFigures[i].unit, series(i), verdict(judgement), judgement.flat()});
    }
    write(file, to_svg(sheet));
}

void LongSamples::write_csv(const std::string& file) const {
    std::string text = "seconds";
    for (const auto& figure : kFigures) text += fmt::format(",{}{}", figure.name, figure.counts ? "_total" : "");
    for (const auto& sample : samples_) {
        text += fmt::format("\n{:.2f}", sample.seconds);
        for (const auto value : sample.values) text += fmt::format(",{:.10g}", value);
    }
    write(file, text + "\n");
}

}  // namespace bench
