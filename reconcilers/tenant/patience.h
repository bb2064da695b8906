#pragma once

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/queue/key_backoff.h"

namespace tenant {

// How often in a row something did not work for an object, and how long to wait for the next try: doubling from `first`
// to `last`. Lost in a restart, which only makes the next try sooner. Threads: any.
class Patience {
public:
    Patience(base::Duration first, base::Duration last) : backoff_(first, last) {}

    struct Wait {
        int times = 0;  // this one included
        base::Duration delay{};
    };
    Wait once_more(const kube::ObjectKey& object);
    void over(const kube::ObjectKey& object);

private:
    base::Mutex mutex_;
    queue::KeyBackoff backoff_ OP_GUARDED_BY(mutex_);
};

}  // namespace tenant
