#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/queue/work_queue.h"
#include "controller/runtime/reconciler.h"

namespace runtime {

// Told of every run; telemetry implements it (controller_runtime_* metrics). Threads: any; must not block.
class ReconcileObserver {
public:
    enum class Outcome { Success, Error, Requeue, RequeueAfter };
    virtual ~ReconcileObserver() = default;
    virtual void run_started() = 0;
    virtual void run_finished(Outcome outcome, base::Duration duration) = 0;
};

// Workers that take keys from one queue and run one Reconciler: the result table of controller-runtime.
//
// Returned: nothing more, or again when asked for; failures are forgotten.
// Conflict: again after the key's back-off (5 ms at first), not an error. TooManyRequests with a time: again then, or
// after the key's back-off where that is now; not an error. Fenced: not retried (the process is about to end).
// Cancelled during stop: dropped. Any other exception: logged with its text, counted, retried after the key's back-off.
// Threads: start(), shut_down() and stop() from one owner. Shutdown: shut_down() begins no further run; stop() does so
// too, lets those that run finish until `grace` is over or `hurry` is requested, then requests their stop tokens and
// joins. Queued keys are dropped (the next start lists them again).
class Controller {
public:
    struct Options {
        std::string name;
        int workers = 4;
        ReconcileObserver* observer = nullptr;
    };
    Controller(Options options, Reconciler& reconciler, queue::WorkQueue& queue, const base::Clock& clock,
               base::Random& random, base::Logger log);
    ~Controller();

    void start();
    void shut_down();
    bool stop(base::Duration grace, std::stop_token hurry = {});  // true if all runs finished by themselves

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace runtime
