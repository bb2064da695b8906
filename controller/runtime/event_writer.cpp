#include "controller/runtime/event_writer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace runtime {

namespace {

constexpr std::size_t kQueue = 1000;
constexpr int kTries = 12;  // client-go's, as is the pause
constexpr auto kPause = std::chrono::milliseconds(10'000);
constexpr base::Duration kLeastPause = std::chrono::seconds(1);  // also where the server says "at once"
// Also where it says an hour: the queue would be full of what happened since, and tell nobody of it.
constexpr base::Duration kLongestPause = std::chrono::seconds(60);
constexpr base::Duration kTick = std::chrono::seconds(30);  // how often series are looked through

bool may_be_cured(base::ErrorKind kind) {
    return kind == base::ErrorKind::Unavailable || kind == base::ErrorKind::Timeout ||
           kind == base::ErrorKind::TooManyRequests || kind == base::ErrorKind::Unauthorized;
}

}  // namespace

void EventWriter::publish(Occurrence&& occurrence) {
    const base::MutexLock lock(mutex_);
    if (closing_ || queue_.size() >= kQueue) {
        ++dropped_;
        return;
    }
    queue_.push_back(std::move(occurrence));
    changed_.notify_all();
}

void EventWriter::close() {
    const base::MutexLock lock(mutex_);
    closing_ = true;
    changed_.notify_all();
}

void EventWriter::await_end(base::Instant until) {
    if (!thread_.joinable()) return;
    {
        base::MutexLock lock(mutex_);
        while (!ended_ && changed_.wait_until(lock, until)) {
        }
    }
    thread_.request_stop();
    thread_.join();
}

void EventWriter::run(std::stop_token stop) noexcept {
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

void EventWriter::handle(const Occurrence& occurrence, std::stop_token stop) {
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
void EventWriter::log(const Occurrence& occurrence) const {
    const auto& about = occurrence.regarding;
    const auto verbatim = &base::LogField::verbatim;
    const std::initializer_list<base::LogField> fields = {
        verbatim("kind", about.kind), verbatim("namespace", about.key.namespace_name), verbatim("name", about.key.name),
        verbatim("reason", occurrence.reason)};
    if (occurrence.type == EventType::Warning) {
        log_.warn(occurrence.note, fields);
    } else {
        log_.info(occurrence.note, fields);
    }
}

void EventWriter::create(const Occurrence& occurrence, std::stop_token stop) {
    const auto since_epoch = std::chrono::duration_cast<std::chrono::nanoseconds>(occurrence.time.time_since_epoch());
    last_number_ = std::max(last_number_ + 1, static_cast<std::uint64_t>(since_epoch.count()));
    const auto name = event_name(occurrence.regarding, last_number_);
    const auto now = clock_.now();
    write({occurrence, name, 1, 1, occurrence.time, now, now}, stop);
    series_.remember(occurrence, name, now);
}

void EventWriter::write_series(const std::vector<EventSeries::Entry>& entries, std::stop_token stop) {
    for (const auto& entry : entries) write(entry, stop);
}

void EventWriter::write(const EventSeries::Entry& entry, std::stop_token stop) {
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
            if (may_be_cured(error.kind()) && attempt < kTries) {
                const auto told = error.retry_after().value_or(kPause);
                const auto rest = std::clamp<base::Duration>(told, kLeastPause, kLongestPause);
                log_.debug("event not written; trying again",
                           {{"error", error.what()}, {"retryAfterSeconds", base::seconds_of(rest)}});
                if (pause(rest)) continue;
            }
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
void EventWriter::warn_once(const base::Error& error) {
    if (warned_.exchange(true)) return;
    log_.warn("may not write events, so there are none: the role needs create and patch on events in events.k8s.io",
              {{"error", error.what()}});
}

bool EventWriter::pause(base::Duration delay) {
    const auto until = base::Instant::clock::now() + delay;
    base::MutexLock lock(mutex_);
    while (!closing_ && changed_.wait_until(lock, until)) {
    }
    return !closing_;
}

}  // namespace runtime
