#include "controller/queue/work_queue.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>

#include "controller/base/mutex.h"
#include "controller/queue/delayed_keys.h"
#include "controller/queue/key_backoff.h"

namespace queue {

// A key is queued (wants a run), running, or both; only while queued and not running does it stand in ready_. It waits
// in delayed_ only while it is not queued. depths_ counts ready_ by priority, running_ counts who runs in states_.
class WorkQueue::Impl {
public:
    Impl(Options options, const base::Clock& clock)
        : options_(std::move(options)), clock_(clock), backoff_(options_.base_backoff, options_.max_backoff) {}

    void add(const kube::ObjectKey& key, base::Duration delay, int priority) OP_EXCLUDES(mutex_);
    base::Duration add_rate_limited(const kube::ObjectKey& key, int priority) OP_EXCLUDES(mutex_);
    std::optional<Item> get(std::stop_token stop, bool wait) OP_EXCLUDES(mutex_);
    void done(const kube::ObjectKey& key) OP_EXCLUDES(mutex_);
    void shut_down() OP_EXCLUDES(mutex_);

    struct State {
        bool queued = false;
        bool running = false;
        int priority = 0;
        std::uint64_t turn = 0;
        base::Instant since{};  // queued since, or running since
    };
    using States = std::unordered_map<kube::ObjectKey, State>;
    struct Ready {
        int priority;
        std::uint64_t turn;
        States::value_type* entry;
        bool operator<(const Ready& other) const {
            return priority != other.priority ? priority > other.priority : turn < other.turn;
        }
    };

    void drop(const kube::ObjectKey& key) OP_REQUIRES(mutex_);  // which does not run
    void want(const kube::ObjectKey& key, int priority) OP_REQUIRES(mutex_);
    void raise(States::value_type& entry, int priority) OP_REQUIRES(mutex_);
    void line_up(States::value_type& entry) OP_REQUIRES(mutex_);
    void leave_line(const States::value_type& entry) OP_REQUIRES(mutex_);
    Item take(States::value_type& entry) OP_REQUIRES(mutex_);
    void count(int priority, std::ptrdiff_t change) OP_REQUIRES(mutex_);

    // Constant after construction.
    const Options options_;
    const base::Clock& clock_;

    mutable base::Mutex mutex_;
    base::ConditionVariable changed_;
    States states_ OP_GUARDED_BY(mutex_);
    std::set<Ready> ready_ OP_GUARDED_BY(mutex_);
    std::map<int, std::size_t> depths_ OP_GUARDED_BY(mutex_);
    DelayedKeys delayed_ OP_GUARDED_BY(mutex_);
    KeyBackoff backoff_ OP_GUARDED_BY(mutex_);
    std::size_t running_ OP_GUARDED_BY(mutex_) = 0;
    std::uint64_t turns_ OP_GUARDED_BY(mutex_) = 0;
    bool shut_down_ OP_GUARDED_BY(mutex_) = false;
    bool taken_from_ OP_GUARDED_BY(mutex_) = false;
};

void WorkQueue::Impl::add(const kube::ObjectKey& key, base::Duration delay, int priority) {
    const base::MutexLock lock(mutex_);
    if (shut_down_) return;
    if (!taken_from_ && options_.wanted && !options_.wanted(key)) return drop(key);
    if (delay > base::Duration::zero() && options_.observer != nullptr) options_.observer->retried();
    const auto entry = states_.find(key);
    if (entry != states_.end() && entry->second.queued) {
        raise(*entry, priority);
    } else if (delay > base::Duration::zero()) {
        delayed_.push(key, clock_.now() + std::min(delay, base::kLongestWait), priority);
        changed_.notify_one();
    } else {
        want(key, std::max(priority, delayed_.remove(key).value_or(priority)));
    }
}

base::Duration WorkQueue::Impl::add_rate_limited(const kube::ObjectKey& key, int priority) {
    base::Duration delay;
    {
        const base::MutexLock lock(mutex_);
        delay = backoff_.next(key);
    }
    add(key, delay, priority);
    return delay;
}

void WorkQueue::Impl::drop(const kube::ObjectKey& key) {
    delayed_.remove(key);
    const auto entry = states_.find(key);
    if (entry == states_.end()) return;
    leave_line(*entry);
    states_.erase(entry);
}

void WorkQueue::Impl::want(const kube::ObjectKey& key, int priority) {
    auto& entry = *states_.try_emplace(key).first;
    auto& state = entry.second;
    state.queued = true;
    state.priority = priority;
    if (options_.observer != nullptr) options_.observer->added();
    if (!state.running) line_up(entry);
}

void WorkQueue::Impl::raise(States::value_type& entry, int priority) {
    if (priority <= entry.second.priority) return;
    const bool in_line = !entry.second.running;
    const auto since = entry.second.since;
    if (in_line) leave_line(entry);
    entry.second.priority = priority;
    if (in_line) line_up(entry);
    entry.second.since = since;
}

void WorkQueue::Impl::line_up(States::value_type& entry) {
    entry.second.turn = turns_++;
    entry.second.since = clock_.now();
    ready_.insert({entry.second.priority, entry.second.turn, &entry});
    count(entry.second.priority, 1);
    changed_.notify_one();
}

void WorkQueue::Impl::leave_line(const States::value_type& entry) {
    ready_.erase({entry.second.priority, entry.second.turn, nullptr});
    count(entry.second.priority, -1);
}

void WorkQueue::Impl::count(int priority, std::ptrdiff_t change) {
    auto& depth = depths_[priority];
    depth = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(depth) + change);
    if (options_.observer != nullptr) options_.observer->depth_changed(priority, depth);
}

std::optional<WorkQueue::Item> WorkQueue::Impl::get(std::stop_token stop, bool wait) {
    // Before the lock, because a stop that was requested already runs it right here.
    const std::stop_callback wake(stop, [this] {
        const base::MutexLock lock(mutex_);
        changed_.notify_all();
    });
    base::MutexLock lock(mutex_);
    taken_from_ = true;
    while (!shut_down_ && !stop.stop_requested()) {
        const auto now = clock_.now();
        while (const auto due = delayed_.pop_due(now)) want(due->first, due->second);
        if (!ready_.empty()) return take(*ready_.begin()->entry);
        if (!wait) break;
        if (const auto next = delayed_.next()) {
            const auto nap = std::min<base::Duration>(*next - now, std::chrono::hours(1));
            changed_.wait_until(lock, base::Instant::clock::now() + nap);
        } else {
            changed_.wait(lock);
        }
    }
    return std::nullopt;
}

WorkQueue::Item WorkQueue::Impl::take(States::value_type& entry) {
    leave_line(entry);
    auto& state = entry.second;
    const auto now = clock_.now();
    if (options_.observer != nullptr) options_.observer->started(now - state.since);
    state.queued = false;
    state.running = true;
    state.since = now;
    ++running_;
    // The waiter that minds the next delay may be the one that leaves with this key: hand its watch on.
    if (!ready_.empty() || delayed_.size() > 0) changed_.notify_one();
    return {entry.first, state.priority};
}

void WorkQueue::Impl::done(const kube::ObjectKey& key) {
    const base::MutexLock lock(mutex_);
    const auto entry = states_.find(key);
    if (entry == states_.end() || !entry->second.running) return;
    if (options_.observer != nullptr) options_.observer->finished(clock_.now() - entry->second.since);
    entry->second.running = false;
    --running_;
    if (entry->second.queued) {
        line_up(*entry);
    } else {
        states_.erase(entry);
    }
}

void WorkQueue::Impl::shut_down() {
    const base::MutexLock lock(mutex_);
    shut_down_ = true;
    changed_.notify_all();
}

WorkQueue::WorkQueue(Options options, const base::Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
WorkQueue::~WorkQueue() = default;

void WorkQueue::add(const kube::ObjectKey& key, int priority) { impl_->add(key, base::Duration::zero(), priority); }
void WorkQueue::add_after(const kube::ObjectKey& key, base::Duration delay, int priority) {
    impl_->add(key, delay, priority);
}
base::Duration WorkQueue::add_rate_limited(const kube::ObjectKey& key, int priority) {
    return impl_->add_rate_limited(key, priority);
}
void WorkQueue::forget(const kube::ObjectKey& key) {
    const base::MutexLock lock(impl_->mutex_);
    impl_->backoff_.forget(key);
}
int WorkQueue::failures(const kube::ObjectKey& key) const {
    const base::MutexLock lock(impl_->mutex_);
    return impl_->backoff_.failures(key);
}
std::optional<WorkQueue::Item> WorkQueue::get(std::stop_token stop) { return impl_->get(stop, true); }
std::optional<WorkQueue::Item> WorkQueue::try_get() { return impl_->get({}, false); }
void WorkQueue::done(const kube::ObjectKey& key) { impl_->done(key); }
void WorkQueue::shut_down() { impl_->shut_down(); }

std::size_t WorkQueue::size() const {
    const base::MutexLock lock(impl_->mutex_);
    return impl_->ready_.size() + impl_->delayed_.size();
}
std::size_t WorkQueue::in_progress() const {
    const base::MutexLock lock(impl_->mutex_);
    return impl_->running_;
}
base::Duration WorkQueue::longest_running() const {
    const base::MutexLock lock(impl_->mutex_);
    auto longest = base::Duration::zero();
    for (const auto& [key, state] : impl_->states_) {
        if (state.running) longest = std::max<base::Duration>(longest, impl_->clock_.now() - state.since);
    }
    return longest;
}
base::Duration WorkQueue::unfinished_work() const {
    const base::MutexLock lock(impl_->mutex_);
    auto sum = base::Duration::zero();
    for (const auto& [key, state] : impl_->states_) {
        if (state.running) sum += impl_->clock_.now() - state.since;
    }
    return sum;
}

}  // namespace queue
