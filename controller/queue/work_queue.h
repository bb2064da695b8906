#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "controller/base/clock.h"
#include "controller/kube/object_key.h"

namespace queue {

// Work asked for by people before polling (controller-runtime's priority queue uses the same two numbers), and what
// was interrupted in the middle, for a moment, before either.
inline constexpr int kPriorityHigh = 100;
inline constexpr int kPriorityNormal = 0;
inline constexpr int kPriorityLow = -100;

// Told of what the queue does; telemetry implements it. Threads: any; called under the queue's lock, so that depths
// arrive in order: it must not block nor call the queue.
class WorkQueueObserver {
public:
    virtual ~WorkQueueObserver() = default;
    virtual void added() = 0;
    virtual void retried() = 0;
    virtual void depth_changed(int priority, std::size_t depth) = 0;
    virtual void started(base::Duration waited) = 0;
    virtual void finished(base::Duration worked) = 0;
};

// Keys to reconcile, after client-go's work queue and controller-runtime's priority queue.
//
// Guarantees: a key never runs twice at once; any number of adds while it waits or runs cost one more run; a delayed
// key keeps its earliest time and its highest priority, and waits base::kLongestWait at most; first in, first out
// within a priority; failures back off per key from 5 ms doubling up to `max_backoff`, forgotten by forget(). Threads:
// any. Shutdown: shut_down() wakes every get(), which then returns nullopt; later adds are ignored.
class WorkQueue {
public:
    struct Item {
        kube::ObjectKey key;
        int priority = kPriorityNormal;
    };
    struct Options {
        base::Duration base_backoff = std::chrono::milliseconds(5);
        base::Duration max_backoff = std::chrono::seconds(1000);
        WorkQueueObserver* observer = nullptr;
        // Asked at each add as long as nobody has taken a key: is there anything to do for it? Where not, it is not
        // kept. So the queue of a standby, whose watches add and whose workers never come, grows no larger than what
        // there is. Called under the queue's lock: it must not call the queue.
        std::function<bool(const kube::ObjectKey&)> wanted = nullptr;
    };

    WorkQueue(Options options, const base::Clock& clock);
    ~WorkQueue();

    void add(const kube::ObjectKey& key, int priority = kPriorityNormal);
    void add_after(const kube::ObjectKey& key, base::Duration delay, int priority = kPriorityNormal);
    // After this key's own back-off. Returns the delay.
    base::Duration add_rate_limited(const kube::ObjectKey& key, int priority = kPriorityNormal);
    void forget(const kube::ObjectKey& key);
    int failures(const kube::ObjectKey& key) const;

    // Blocks for the next key; nullopt after shut_down() or stop. Each got item must be given back with done().
    std::optional<Item> get(std::stop_token stop);
    std::optional<Item> try_get();  // the next key that is ready now, or nullopt
    void done(const kube::ObjectKey& key);

    std::size_t size() const;  // ready and waiting, without those that run
    std::size_t in_progress() const;
    base::Duration longest_running() const;
    base::Duration unfinished_work() const;  // the sum over all that run
    void shut_down();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace queue
