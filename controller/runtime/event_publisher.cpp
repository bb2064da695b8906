#include "controller/runtime/event_publisher.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/mutex.h"
#include "controller/runtime/event_object.h"
#include "controller/runtime/event_series.h"
#include "controller/runtime/event_spam_filter.h"

namespace runtime {

namespace {

constexpr int kLanes = 4;  // one cannot keep up with eight workers: each writes one event for three or four writes of theirs
constexpr std::size_t kQueue = 1000;
constexpr int kTries = 12;                               // client-go's, as is the pause
constexpr auto kPause = std::chrono::milliseconds(10'000);
constexpr base::Duration kLeastPause = std::chrono::seconds(1);  // also where the server says "at once"
constexpr base::Duration kTick = std::chrono::seconds(30);  // how often series are looked through

bool may_be_cured(base::ErrorKind kind) {
    return kind == base::ErrorKind::Unavailable || kind == base::ErrorKind::Timeout ||
           kind == base::ErrorKind::TooManyRequests || kind == base::ErrorKind::Unauthorized;
}

}  // namespace

// One writer thread with its queue and its memory of series.
class EventPublisher::Lane {
public:
    Lane(const kube::Client& client, EventSource source, const base::Clock& clock, base::Logger log, std::atomic<bool>& warned)
        : client_(client), source_(std::move(source)), clock_(clock), log_(std::move(log)), warned_(warned) {}

    void publish(Occurrence&& occurrence);
    void start() { thread_ = std::jthread([this](std::stop_token stop) { run(stop); }); }
    void close();                       // takes no more
    void await_end(base::Instant until);  // ends the writing then at the latest

    std::atomic<std::uint64_t> dropped_{0};

private:
    void run(std::stop_token stop) noexcept;
    void handle(const Occurrence& occurrence, std::stop_token stop);
    void log(const Occurrence& occurrence) const;
    void create(const Occurrence& occurrence, std::stop_token stop);
    void write_series(const std::vector<EventSeries::Entry>& entries, std::stop_token stop);
    void write(const EventSeries::Entry& entry, std::stop_token stop);
    void warn_once(const base::Error& error);
    bool pause(base::Duration delay);  // false where it is time to end

    const kube::Client& client_;
    const EventSource source_;
    const base::Clock& clock_;
    const base::Logger log_;
    std::atomic<bool>& warned_;  // of all lanes

    base::Mutex mutex_;
    base::ConditionVariable changed_;
    std::deque<Occurrence> queue_ OP_GUARDED_BY(mutex_);
    bool closing_ OP_GUARDED_BY(mutex_) = false;
    bool ended_ OP_GUARDED_BY(mutex_) = false;

    // The writer's own.
    EventSeries series_;
    EventSpamFilter spam_;
    std::uint64_t last_number_ = 0;
    std::jthread thread_;
};

void EventPublisher::Lane::publish(Occurrence&& occurrence) {
    const base::MutexLock lock(mutex_);
    if (closing_ || queue_.size() >= kQueue) {
        ++dropped_;
        return;
    }
    queue_.push_back(std::move(occurrence));
    changed_.notify_all();
}

void EventPublisher::Lane::close() {
    const base::MutexLock lock(mutex_);
    closing_ = true;
    changed_.notify_all();
}

void EventPublisher::Lane::await_end(base::Instant until) {
    if (!thread_.joinable()) return;
    {
        base::MutexLock lock(mutex_);
        while (!ended_ && changed_.wait_until(lock, until)) {
        }
    }
    thread_.request_stop();
    thread_.join();
}

void EventPublisher::Lane::run(std::stop_token stop) noexcept {
    auto looked_through = clock_.now();
    while (true) {
        const auto tick = base::Instant::clock::now() + kTick;
        base::MutexLock lock(mutex_);
        while (!closing_ && queue_.empty() && changed_.wait_until(lock, tick)) {
        }
        if (queue_.empty() && closing_) break;
        std::optional<Occurrence> next;
        if (!queue_.empty()) {
            next = std::move(queue_.front());
            queue_.pop_front();
        }
        lock.unlock();
        if (next) handle(*next, stop);
        if (clock_.now() - looked_through >= kTick) {
            looked_through = clock_.now();
            write_series(series_.due(looked_through), stop);
        }
    }
    write_series(series_.finish(), stop);
    const base::MutexLock lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

void EventPublisher::Lane::handle(const Occurrence& occurrence, std::stop_token stop) {
    const auto now = clock_.now();
    if (auto* known = series_.find(occurrence)) {
        if (series_.count(*known, occurrence, now)) write(*known, stop);
        return;
    }
    log(occurrence);
    if (spam_.allow(occurrence.regarding, now)) {
        create(occurrence, stop);
    } else {
        ++dropped_;
    }
}

// Events live an hour; whoever looks into last night has the log.
void EventPublisher::Lane::log(const Occurrence& occurrence) const {
    const auto& about = occurrence.regarding;
    const std::initializer_list<base::LogField> fields = {{"kind", about.kind},
                                                         {"namespace", about.key.namespace_name},
                                                         {"name", about.key.name},
                                                         {"reason", occurrence.reason}};
    if (occurrence.type == EventType::Warning) {
        log_.warn(occurrence.note, fields);
    } else {
        log_.info(occurrence.note, fields);
    }
}

void EventPublisher::Lane::create(const Occurrence& occurrence, std::stop_token stop) {
    const auto since_epoch = std::chrono::duration_cast<std::chrono::nanoseconds>(occurrence.time.time_since_epoch());
    last_number_ = std::max(last_number_ + 1, static_cast<std::uint64_t>(since_epoch.count()));
    const auto name = event_name(occurrence.regarding, last_number_);
    const auto now = clock_.now();
    write({occurrence, name, 1, 1, occurrence.time, now, now}, stop);
    series_.remember(occurrence, name, now);
}

void EventPublisher::Lane::write_series(const std::vector<EventSeries::Entry>& entries, std::stop_token stop) {
    for (const auto& entry : entries) write(entry, stop);
}

void EventPublisher::Lane::write(const EventSeries::Entry& entry, std::stop_token stop) {
    const auto namespace_name = event_namespace(entry.first.regarding);
    bool exists = entry.count > 1;
    for (int attempt = 1; !stop.stop_requested(); ++attempt) {
        try {
            if (exists) {
                const auto patch = series_patch(entry.count, entry.last);
                client_.merge_patch(kube::events(), {namespace_name, entry.name}, patch, stop);
            } else {
                const auto event = event_object(entry.first, source_, entry.name, entry.count, entry.last);
                client_.create(kube::events(), namespace_name, event, stop);
            }
            return;
        } catch (const base::Error& error) {
            if (exists && error.kind() == base::ErrorKind::NotFound) {  // events live an hour on the server
                exists = false;
                continue;
            }
            if (!exists && error.kind() == base::ErrorKind::AlreadyExists) return;  // a lost reply to our own create
            const auto rest = std::max<base::Duration>(error.retry_after().value_or(kPause), kLeastPause);
            const bool again = may_be_cured(error.kind()) && attempt < kTries && pause(rest);
            if (again) continue;
            if (error.kind() == base::ErrorKind::Forbidden) warn_once(error);
            log_.debug("event dropped", {{"event", namespace_name + "/" + entry.name}, {"error", error.what()}});
        } catch (const std::exception& error) {
            log_.warn("event dropped", {{"event", namespace_name + "/" + entry.name}, {"error", error.what()}});
        }
        break;
    }
    ++dropped_;
}

// Said once: whoever forgot a permission wants to know, and has no use for a line an event.
void EventPublisher::Lane::warn_once(const base::Error& error) {
    if (warned_.exchange(true)) return;
    log_.warn("may not write events, so there are none: the role needs create and patch on events in events.k8s.io",
              {{"error", error.what()}});
}

bool EventPublisher::Lane::pause(base::Duration delay) {
    const auto until = base::Instant::clock::now() + delay;
    base::MutexLock lock(mutex_);
    while (!closing_ && changed_.wait_until(lock, until)) {
    }
    return !closing_;
}

EventPublisher::EventPublisher(const kube::Client& client, std::string controller, std::string instance,
                               const base::Clock& clock, base::Logger log)
    : clock_(clock) {
    const EventSource source{std::move(controller), std::move(instance)};
    for (int i = 0; i < kLanes; ++i) lanes_.push_back(std::make_unique<Lane>(client, source, clock, log, warned_));
}
EventPublisher::~EventPublisher() { stop(base::Duration::zero()); }

void EventPublisher::publish(const ObjectReference& regarding, EventType type, const std::string& reason,
                             const std::string& action, const std::string& note) {
    auto& lane = *lanes_[std::hash<kube::ObjectKey>{}(regarding.key) % lanes_.size()];
    try {
        lane.publish(presentable({regarding, type, reason, action, note, clock_.wall()}));
    } catch (const std::exception&) {
        ++lane.dropped_;
    }
}

void EventPublisher::start() {
    for (const auto& lane : lanes_) lane->start();
}

void EventPublisher::stop(base::Duration limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    for (const auto& lane : lanes_) lane->close();
    for (const auto& lane : lanes_) lane->await_end(until);
}

std::uint64_t EventPublisher::dropped() const {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes_) sum += lane->dropped_;
    return sum;
}

}  // namespace runtime
