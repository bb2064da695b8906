#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "controller/base/log.h"

namespace kube {

// The API server's Warning headers (deprecated versions, unknown fields), each logged once; after 100 different ones
// the rest is dropped. Threads: any.
class WarningLog {
  public:
    explicit WarningLog(base::Logger log) : log_(std::move(log)) {}
    void see(std::string_view header);

  private:
    const base::Logger log_;
    std::mutex mutex_;
    std::set<std::string> seen_;  // guarded by mutex_
};

}  // namespace kube
