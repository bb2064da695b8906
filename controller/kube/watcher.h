#pragma once

#include <atomic>
#include <memory>
#include <stop_token>
#include <string>

#include "controller/base/backoff.h"
#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/base/stop.h"
#include "controller/kube/connection.h"
#include "controller/kube/resource.h"
#include "controller/kube/watch_handler.h"

namespace kube {

// What is watched.
struct WatchScope {
    Resource resource;
    std::string namespace_name;  // "" for all
    std::string label_selector;
    std::string field_selector;
};

struct WatcherOptions {
    int page_size = 500;
    bool streaming_list = true;  // WatchList (sendInitialEvents) where the server has it; else list pages
    base::BackoffOptions backoff{};
    std::chrono::seconds timeout_min{300}, timeout_max{600};  // asked of the server, drawn uniformly
    base::Sleep sleep = base::sleep_for;
};

// Keeps one WatchHandler current for one scope: the five-state machine of kube-rs' watcher (watch_machine.h) with
// client-go's rules for resource versions, 410, bookmarks, back-off and in-stream errors.
//
// The connection's inactivity_timeout is how long a watch may be silent; servers send bookmarks about once a minute, so
// 150 s is right. Silence, a cut and the server's own end are resumed from the last resource version without a new
// list, but for two watches in a row that fell silent without a single event: the server may never have come as far as
// that version, as after the restoration of a backup. run() blocks until stop; it throws nothing: failures are logged
// (403 as a warning that names the permission), counted and backed off; run again, it begins with a list. Handler,
// clock and random must outlive the watcher.
// Threads: run() on one thread at a time, which calls the handler; the counters may be read from any. Shutdown: stop
// ends run() soon; what the handler has been called for is finished.
class Watcher {
public:
    Watcher(std::shared_ptr<Connection> connection, WatchScope scope, WatcherOptions options, WatchHandler& handler,
            const base::Clock& clock, base::Random& random, base::Logger log);
    void run(std::stop_token stop);

    bool synced() const { return synced_.load(); }               // InitDone was seen at least once
    std::uint64_t lists() const { return lists_.load(); }        // complete lists so far
    std::uint64_t failures() const { return failures_.load(); }  // what was backed off for

private:
    class Loop;

    // Constant after construction.
    std::shared_ptr<Connection> connection_;
    const WatchScope scope_;
    const WatcherOptions options_;
    WatchHandler& handler_;
    const base::Clock& clock_;
    base::Random& random_;
    const base::Logger log_;

    // Written by run(), read by anybody.
    std::atomic<bool> synced_{false};
    std::atomic<std::uint64_t> lists_{0}, failures_{0};
};

}  // namespace kube
