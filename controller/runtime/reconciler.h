#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/kube/object_key.h"
#include "controller/queue/work_queue.h"

namespace runtime {

// What a reconcile asks for next; kube-rs calls it Action. Nothing: wait for a change.
struct Result {
    std::optional<base::Duration> requeue_after;
    int priority = queue::kPriorityNormal;

    static Result await_change() { return {}; }
    static Result after(base::Duration delay, int priority = queue::kPriorityNormal) { return {delay, priority}; }
    // The one that runs first; `a` where both do.
    static Result sooner(const Result& a, const Result& b) {
        const bool b_first = b.requeue_after && (!a.requeue_after || *b.requeue_after < *a.requeue_after);
        return b_first ? b : a;
    }
};

// Everything that belongs to this one run.
struct RunContext {
    std::stop_token stop;
    base::Logger log;  // carries controller, namespace, name and reconcileID
};

// Brings one object's world in line. Level-triggered: it is never told why it runs.
// Errors: throws for whatever the world may cure (it is run again after its back-off; controller.h has what is
// special); returns for everything that only a change can cure. Threads: many keys at once, one key never twice.
class Reconciler {
public:
    virtual ~Reconciler() = default;
    virtual Result reconcile(const kube::ObjectKey& key, const RunContext& run) = 0;
};

}  // namespace runtime
