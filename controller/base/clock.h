#pragma once

#include <chrono>

namespace base {

using Duration = std::chrono::nanoseconds;
using Instant = std::chrono::steady_clock::time_point;   // for waiting and measuring
using WallTime = std::chrono::system_clock::time_point;  // for what people and other machines read

// A longer wait would overflow when it is added to the time now; nobody can tell the difference.
inline constexpr Duration kLongestWait = std::chrono::hours(24 * 365);

inline double seconds_of(Duration duration) { return std::chrono::duration<double>(duration).count(); }

// Time as a parameter. The real clock is system_clock(); tests move a fake one.
// Threads: every method may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual WallTime wall() const = 0;
    // Time since some fixed point that goes on while the machine or process sleeps (CLOCK_BOOTTIME): a process that was
    // stopped and woken sees that time has passed.
    virtual Duration boot_time() const = 0;
};

// The machine's clock; lives as long as the program.
const Clock& system_clock();

}  // namespace base
