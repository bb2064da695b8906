#pragma once

#include <memory>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/http/exchange.h"

namespace http {

// The lookups of one transport's host that nobody waits for any more. Nothing ends a lookup, and those of the whole
// process stand in one line, so who would only join it for the same name is turned away.
//
// They are known by what remains: cancelling ends an exchange at once, unless its host is still being looked up. Where
// there are other exceptions, `grace` is for how long. Threads: any.
class LostLookups {
public:
    explicit LostLookups(base::Duration grace) : grace_(grace) {}

    // Of an exchange that was cancelled and left, and has not ended.
    void add(const std::shared_ptr<Exchange>& exchange, base::Instant now);
    bool any(base::Instant now);

private:
    struct Lookup {
        std::weak_ptr<Exchange> exchange;
        base::Instant lost_at;
    };
    const base::Duration grace_;
    base::Mutex mutex_;
    std::vector<Lookup> lookups_ OP_GUARDED_BY(mutex_);
};

}  // namespace http
