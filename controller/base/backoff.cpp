#include "controller/base/backoff.h"

#include <algorithm>

namespace base {
namespace {

Duration scaled(Duration duration, double factor) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::nano>(duration) * factor);
}

}  // namespace

Backoff::Backoff(BackoffOptions options, const Clock& clock, Random& random)
    : options_(options), clock_(clock), random_(random), step_(options.start) {}

Duration Backoff::next() {
    const MutexLock lock(mutex_);
    const Instant now = clock_.now();
    if (last_ && now - *last_ > options_.reset_after) step_ = options_.start;
    last_ = now;
    const Duration delay = std::min(step_, options_.cap);
    step_ = scaled(delay, options_.factor);
    return scaled(delay, 1.0 + options_.jitter * random_.unit());
}

void Backoff::reset() {
    const MutexLock lock(mutex_);
    step_ = options_.start;
    last_.reset();
}

}  // namespace base
