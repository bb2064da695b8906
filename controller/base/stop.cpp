#include "controller/base/stop.h"

#include <algorithm>

#include "controller/base/mutex.h"

namespace base {

bool sleep_for(std::stop_token stop, Duration duration) {
    // A longer wait would overflow when it is added to the time now; nobody can tell the difference.
    constexpr Duration longest = std::chrono::hours(24 * 365);
    Mutex mutex;
    StoppableConditionVariable never_notified;
    MutexLock lock(mutex);
    const Instant until = Instant::clock::now() + std::min(duration, longest);
    while (never_notified.wait_until(lock, stop, until)) {
    }
    return stop.stop_requested();
}

}  // namespace base
