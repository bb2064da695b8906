#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/log.h"
#include "controller/base/mutex.h"
#include "controller/kube/client.h"
#include "controller/runtime/event_object.h"
#include "controller/runtime/event_series.h"
#include "controller/runtime/event_spam_filter.h"

namespace runtime {

// One thread that writes events, with its queue and its memory of series (event_publisher.h says by what rules).
// Threads: any for what is public. Shutdown: close(), then await_end().
class EventWriter {
public:
    // `warned` is of all writers: has anybody been told of the missing permission?
    EventWriter(const kube::Client& client, EventSource source, const base::Clock& clock, base::Logger log,
                std::atomic<bool>& warned)
        : client_(client), source_(std::move(source)), clock_(clock), log_(std::move(log)), warned_(warned) {}

    void publish(Occurrence&& occurrence);
    void start() {
        thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
    }
    void close();                         // takes no more
    void await_end(base::Instant until);  // ends the writing then at the latest

    void drop() { ++dropped_; }  // counts one that could not be published
    std::uint64_t dropped() const { return dropped_; }

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
    std::atomic<bool>& warned_;
    std::atomic<std::uint64_t> dropped_{0};

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

}  // namespace runtime
