#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/log.h"

namespace runtime {

// What a part of the program belongs to, in the order in which these start.
enum class Stage { Serve, Cache, Lead, Publish, Work };

struct Component {
    std::string name;
    // Returns when the part is on its way; throws what makes the program end. Stage Lead: returns when leading, or on
    // stop.
    std::function<void(std::stop_token stop)> start;
    // Returns when nothing of the part runs any more; keeps its own time limit; throws nothing.
    std::function<void()> stop = [] {};
    // Where given, asked until it says yes before the next stage starts (a cache that has to sync).
    std::function<bool()> ready = nullptr;
};

// Starts the parts of the program in order and stops them in order, as controller-runtime's manager does.
//
// Start: Serve → Cache (all started, then all ready) → Lead → Publish → Work.
//   Probes and metrics first, since a process that starts slowly or stands by must be seen alive. Caches before the
//   lease, so that a standby has its lists already when it takes over. Work last: it reads caches and writes under the
//   lease.
// Stop: Work → Cache → Publish → Lead → Serve.
//   Work first, since all others serve it. Then caches, which nobody reads any more. Events after the work that emits
//   them and before the lease, for they are writes. The lease only when nothing writes any more: the next leader starts
//   at once. Probes last: until then the process is alive. Within a stage: stopped in the reverse of the order in which
//   it was added.
//
// Only what was started is stopped, in a failed start too. Threads: run() on one; the questions from any.
class Lifecycle {
public:
    Lifecycle(base::Duration sync_limit, const base::Clock& clock, base::Logger log)
        : sync_limit_(sync_limit), clock_(clock), log_(std::move(log)) {}

    void add(Stage stage, Component component);
    // Blocks until stop and all stopped. Throws what a start threw, or Error(Timeout) where a part did not become ready
    // within `sync_limit`, after stopping what was started.
    void run(std::stop_token stop);

    bool ready() const { return ready_.load(); }      // caches synced and no stop requested: /readyz
    bool working() const { return working_.load(); }  // everything started, work included

private:
    struct Part {
        Stage stage{};
        Component component;
        bool started = false;
    };
    void start_stage(Stage stage, std::stop_token stop);
    void wait_until_ready(const Component& component, base::Instant deadline, std::stop_token stop) const;
    void stop_stage(Stage stage);

    const base::Duration sync_limit_;
    const base::Clock& clock_;
    const base::Logger log_;
    std::vector<Part> parts_;
    std::atomic<bool> ready_{false};
    std::atomic<bool> working_{false};
};

}  // namespace runtime
