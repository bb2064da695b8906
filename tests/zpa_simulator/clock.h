#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace simulator {

// The cloud's clock: runs with the machine, can be moved (a cloud is never quite on our time) and stopped.
// Everything the simulator stamps, expires or limits goes by it. Safe from any thread.
class Clock {
public:
    using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
    using Steady = std::chrono::steady_clock;

    Clock();

    [[nodiscard]] Time now() const;
    [[nodiscard]] std::int64_t seconds() const;  // since the epoch, rounded down

    void advance(std::chrono::microseconds by);  // may be negative
    void freeze();                               // stays where it is until advanced or thawed
    void thaw();

private:
    [[nodiscard]] std::int64_t elapsed() const;

    const std::int64_t started_system_;  // microseconds
    const Steady::time_point started_steady_;
    std::atomic<std::int64_t> offset_{0};
    std::atomic<std::int64_t> frozen_at_{-1};
};

}  // namespace simulator
