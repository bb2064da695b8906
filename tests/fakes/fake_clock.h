#pragma once

#include <mutex>

#include "controller/base/clock.h"

namespace fakes {

// Time that stands still until a test moves it. Begins on 2026-01-02T03:04:05Z. Threads: any.
class FakeClock final : public base::Clock {
public:
    base::Instant now() const override { return base::Instant(read(steady_)); }
    base::WallTime wall() const override {
        return base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(read(wall_)));
    }
    base::Duration boot_time() const override { return read(boot_); }

    void advance(base::Duration step) { move(step, step, step); }
    // The process was stopped and woken: the steady clock has not noticed.
    void sleep_through(base::Duration step) { move({}, step, step); }
    // Somebody set the machine's clock.
    void set_wall_by(base::Duration step) { move({}, step, {}); }

private:
    base::Duration read(const base::Duration& value) const {
        const std::lock_guard lock(mutex_);
        return value;
    }
    void move(base::Duration steady, base::Duration wall, base::Duration boot) {
        const std::lock_guard lock(mutex_);
        steady_ += steady;
        wall_ += wall;
        boot_ += boot;
    }

    mutable std::mutex mutex_;
    base::Duration steady_ = std::chrono::hours(1);
    base::Duration wall_ = std::chrono::seconds(1767323045);
    base::Duration boot_ = std::chrono::hours(2);
};

}  // namespace fakes
