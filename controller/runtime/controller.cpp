#include "controller/runtime/controller.h"

#include "controller/base/error.h"
#include "controller/base/mutex.h"

namespace runtime {

namespace {

using Outcome = ReconcileObserver::Outcome;

}  // namespace

class Controller::Impl {
public:
    Impl(Options options, Reconciler& reconciler, queue::WorkQueue& queue, const base::Clock& clock,
         base::Random& random, base::Logger log)
        : options_(std::move(options)),
          reconciler_(reconciler),
          queue_(queue),
          clock_(clock),
          random_(random),
          log_(log.with({base::LogField::verbatim("controller", options_.name)})) {}

    void start();
    void shut_down() { queue_.shut_down(); }
    bool stop(base::Duration grace, std::stop_token hurry);

private:
    void work() noexcept;  // what even the result table cannot handle (no memory) ends the process
    void run(const queue::WorkQueue::Item& item);
    Outcome reconcile(const queue::WorkQueue::Item& item, const base::Logger& log);
    Outcome accept(const queue::WorkQueue::Item& item, const Result& result);
    Outcome refuse(const queue::WorkQueue::Item& item, const base::Error& error, const base::Logger& log);
    Outcome fail(const queue::WorkQueue::Item& item, const char* error, const base::Logger& log);

    const Options options_;
    Reconciler& reconciler_;
    queue::WorkQueue& queue_;
    const base::Clock& clock_;
    base::Random& random_;
    const base::Logger log_;
    std::stop_source abort_;

    base::Mutex mutex_;
    base::StoppableConditionVariable ended_;
    int working_ OP_GUARDED_BY(mutex_) = 0;
    std::vector<std::jthread> workers_;
};

void Controller::Impl::start() {
    const base::MutexLock lock(mutex_);
    for (; working_ < options_.workers; ++working_) workers_.emplace_back([this] { work(); });
}

bool Controller::Impl::stop(base::Duration grace, std::stop_token hurry) {
    shut_down();
    bool finished = false;
    {
        base::MutexLock lock(mutex_);
        const auto until = base::Instant::clock::now() + grace;
        while (working_ > 0 && ended_.wait_until(lock, hurry, until)) {
        }
        finished = working_ == 0;
    }
    abort_.request_stop();
    workers_.clear();
    return finished;
}

void Controller::Impl::work() noexcept {
    while (const auto item = queue_.get(abort_.get_token())) run(*item);
    const base::MutexLock lock(mutex_);
    --working_;
    ended_.notify_all();
}

void Controller::Impl::run(const queue::WorkQueue::Item& item) {
    const auto log = log_.with({base::LogField::verbatim("namespace", item.key.namespace_name),
                                base::LogField::verbatim("name", item.key.name),
                                base::LogField::verbatim("reconcileID", random_.alphanumeric(8))});
    const auto begun = clock_.now();
    if (options_.observer != nullptr) options_.observer->run_started();
    const auto outcome = reconcile(item, log);
    if (options_.observer != nullptr) options_.observer->run_finished(outcome, clock_.now() - begun);
    queue_.done(item.key);
}

Outcome Controller::Impl::reconcile(const queue::WorkQueue::Item& item, const base::Logger& log) {
    try {
        return accept(item, reconciler_.reconcile(item.key, {abort_.get_token(), log}));
    } catch (const base::Error& error) {
        return refuse(item, error, log);
    } catch (const std::exception& error) {
        return fail(item, error.what(), log);
    } catch (...) {
        return fail(item, "something that is no std::exception was thrown", log);
    }
}

Outcome Controller::Impl::accept(const queue::WorkQueue::Item& item, const Result& result) {
    queue_.forget(item.key);
    if (!result.requeue_after) return Outcome::Success;
    queue_.add_after(item.key, *result.requeue_after, result.priority);
    return *result.requeue_after > base::Duration::zero() ? Outcome::RequeueAfter : Outcome::Requeue;
}

Outcome Controller::Impl::refuse(const queue::WorkQueue::Item& item, const base::Error& error,
                                 const base::Logger& log) {
    switch (error.kind()) {
        case base::ErrorKind::Conflict:
            // The back-off starts at milliseconds; it grows because a cache that lags would conflict again and again.
            queue_.add_rate_limited(item.key, item.priority);
            log.debug("the object moved on, looking again", {{"error", error.what()}});
            return Outcome::Requeue;
        case base::ErrorKind::TooManyRequests:
            if (!error.retry_after()) return fail(item, error.what(), log);
            if (*error.retry_after() <= std::chrono::milliseconds::zero()) {
                // "At once", from a server that says it has too much to do, would go round at the network's speed.
                queue_.add_rate_limited(item.key, item.priority);
                return Outcome::RequeueAfter;
            }
            queue_.forget(item.key);
            queue_.add_after(item.key, *error.retry_after(), item.priority);
            return Outcome::RequeueAfter;
        case base::ErrorKind::Fenced: log.warn("write refused", {{"error", error.what()}}); return Outcome::Error;
        case base::ErrorKind::Cancelled:
            if (abort_.stop_requested()) return Outcome::Requeue;
            return fail(item, error.what(), log);
        default: return fail(item, error.what(), log);
    }
}

Outcome Controller::Impl::fail(const queue::WorkQueue::Item& item, const char* error, const base::Logger& log) {
    const auto delay = queue_.add_rate_limited(item.key, item.priority);
    log.error("reconcile failed", {{"error", error}, {"retryAfterSeconds", base::seconds_of(delay)}});
    return Outcome::Error;
}

Controller::Controller(Options options, Reconciler& reconciler, queue::WorkQueue& queue, const base::Clock& clock,
                       base::Random& random, base::Logger log)
    : impl_(std::make_unique<Impl>(std::move(options), reconciler, queue, clock, random, std::move(log))) {}
Controller::~Controller() { stop(base::Duration::zero()); }
void Controller::start() { impl_->start(); }
void Controller::shut_down() { impl_->shut_down(); }
bool Controller::stop(base::Duration grace, std::stop_token hurry) { return impl_->stop(grace, std::move(hurry)); }

}  // namespace runtime
