#pragma once

#include <set>
#include <string>
#include <string_view>

#include "controller/base/log.h"
#include "controller/base/mutex.h"

namespace kube {

// The API server's Warning headers (deprecated versions, unknown fields), each logged once; after 100 different ones
// the rest is dropped. Threads: any.
class WarningLog {
public:
    explicit WarningLog(base::Logger log) : log_(std::move(log)) {}
    void see(std::string_view header);

private:
    const base::Logger log_;
    base::Mutex mutex_;
    std::set<std::string> seen_ OP_GUARDED_BY(mutex_);
};

}  // namespace kube
