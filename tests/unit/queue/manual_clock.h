#pragma once

#include <atomic>

#include "controller/base/clock.h"

namespace tests {

// A clock that stands still until a test moves it. Threads: any.
class ManualClock final : public base::Clock {
public:
    base::Instant now() const override { return base::Instant(base::Duration(steady_.load())); }
    base::WallTime wall() const override {
        return base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(base::Duration(wall_.load())));
    }
    base::Duration boot_time() const override { return base::Duration(boot_.load()); }

    void advance(base::Duration by) {
        steady_ += by.count();
        wall_ += by.count();
        boot_ += by.count();
    }
    // The process was stopped, or the machine slept: the monotonic clock stood still.
    void sleep_through(base::Duration by) {
        wall_ += by.count();
        boot_ += by.count();
    }

private:
    std::atomic<std::int64_t> steady_{1'000'000'000};
    std::atomic<std::int64_t> wall_{1'767'323'045'000'000'000};  // 2026-01-02T03:04:05Z
    std::atomic<std::int64_t> boot_{5'000'000'000};
};

}  // namespace tests
