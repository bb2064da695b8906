#include "controller/base/stop.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace base {

bool sleep_for(std::stop_token stop, Duration duration) {
    std::mutex mutex;
    std::condition_variable_any never_notified;
    std::unique_lock lock(mutex);
    never_notified.wait_for(lock, stop, std::min(duration, kLongestWait), [] { return false; });
    return stop.stop_requested();
}

}  // namespace base
