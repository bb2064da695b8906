#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <thread>

#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/kube/connection.h"
#include "controller/kube/object_key.h"
#include "controller/kube/watcher.h"

namespace runtime {

// Tells of every change of one Lease while it lives; nullptr means that there is none. A hint that saves waiting:
// whoever acts on it reads the Lease again. Threads: `on_change` runs on the watch's thread and must not block.
// Shutdown: the destructor stops the watch and waits for it.
class LeaseWatch {
public:
    using OnChange = std::function<void(const nlohmann::json* lease)>;
    LeaseWatch(std::shared_ptr<kube::Connection> connection, const kube::ObjectKey& lease, OnChange on_change,
               const base::Clock& clock, base::Random& random, base::Logger log);
    ~LeaseWatch();

private:
    class Handler;
    std::unique_ptr<Handler> handler_;
    kube::Watcher watcher_;
    std::jthread thread_;
};

}  // namespace runtime
