#include "tests/zpa_simulator/clock.h"

namespace simulator {

using std::chrono::duration_cast;
using std::chrono::microseconds;

Clock::Clock()
    : started_system_(duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()),
      started_steady_(Steady::now()) {}

std::int64_t Clock::elapsed() const { return duration_cast<microseconds>(Steady::now() - started_steady_).count(); }

Clock::Time Clock::now() const {
    const auto frozen = frozen_at_.load();
    const auto run = frozen >= 0 ? frozen : elapsed();
    return Time{microseconds{started_system_ + run + offset_.load()}};
}

std::int64_t Clock::seconds() const {
    return std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count();
}

void Clock::advance(microseconds by) { offset_ += by.count(); }

void Clock::freeze() { frozen_at_ = elapsed(); }

void Clock::thaw() {
    const auto frozen = frozen_at_.exchange(-1);
    if (frozen >= 0) offset_ -= elapsed() - frozen;
}

}  // namespace simulator
