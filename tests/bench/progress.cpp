#include "tests/bench/progress.h"

#include <fmt/format.h>

#include <cstdio>

namespace bench {

namespace {

constexpr std::chrono::steady_clock::duration kEvery = std::chrono::seconds(2);
const auto kBegin = std::chrono::steady_clock::now();

}  // namespace

void say(const std::string& line) {
    const auto elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - kBegin).count();
    fmt::print(stderr, "[{:6.1f} s] {}\n", elapsed, line);
}

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), next_((Clock::now() + kEvery).time_since_epoch().count()) {}

void Progress::reach(std::size_t done) {
    const auto now = Clock::now().time_since_epoch().count();
    auto next = next_.load();
    if (now < next || !next_.compare_exchange_strong(next, now + kEvery.count())) return;
    say(fmt::format("  {}: {} of {}", what_, done, total_));
}

}  // namespace bench
