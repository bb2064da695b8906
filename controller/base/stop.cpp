#include "controller/base/stop.h"

#include <algorithm>

#include "controller/base/mutex.h"

namespace base {

bool sleep_for(std::stop_token stop, Duration duration) {
    Mutex mutex;
    StoppableConditionVariable never_notified;
    MutexLock lock(mutex);
    const Instant until = Instant::clock::now() + std::min(duration, kLongestWait);
    while (never_notified.wait_until(lock, stop, until)) {
    }
    return stop.stop_requested();
}

}  // namespace base
