#pragma once

#include <map>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/kube/object_key.h"

namespace tenant {

// How often in a row something did not work for a tenant, and how long to wait for the next try: doubling from `first`
// to `last`. Lost in a restart, which only makes the next try sooner. Threads: any.
class Patience {
public:
    Patience(base::Duration first, base::Duration last) : first_(first), last_(last) {}

    struct Wait {
        int times = 0;  // this one included
        base::Duration delay{};
    };
    Wait once_more(const kube::ObjectKey& tenant);
    void over(const kube::ObjectKey& tenant);

private:
    const base::Duration first_;
    const base::Duration last_;
    base::Mutex mutex_;
    std::map<kube::ObjectKey, Wait> waits_ OP_GUARDED_BY(mutex_);
};

}  // namespace tenant
