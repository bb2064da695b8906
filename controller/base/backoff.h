#pragma once

#include <optional>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/base/random.h"

namespace base {

// The defaults are the numbers of client-go's reflector.
struct BackoffOptions {
    Duration start = std::chrono::milliseconds(800);
    Duration cap = std::chrono::seconds(30);
    double factor = 2.0;
    double jitter = 1.0;  // the delay is uniform in [d, d * (1 + jitter))
    Duration reset_after = std::chrono::seconds(120);
};

// Exponential back-off of one thing: start, factor, cap and jitter, forgotten after `reset_after` without a failure.
// Threads: any.
class Backoff {
public:
    Backoff(BackoffOptions options, const Clock& clock, Random& random);
    Duration next();  // the delay before the next try; counts one failure
    void reset();

private:
    const BackoffOptions options_;
    const Clock& clock_;
    Random& random_;
    Mutex mutex_;
    Duration step_ OP_GUARDED_BY(mutex_);
    std::optional<Instant> last_ OP_GUARDED_BY(mutex_);
};

}  // namespace base
