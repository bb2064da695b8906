#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/http/failure.h"
#include "controller/http/message.h"

namespace http {

// One request on the wire, as its two threads share it: an I/O thread brings the head, the bytes and the end, the
// caller is parked in wait() and told of each. It is shared property, so that the caller may leave at once while the
// I/O thread still has to notice.
//
// Collected: bytes are added up to Response.body without waking the caller. HandedOver: the caller is given what has
// arrived, all of it at once. While it works on that, the I/O thread reads on, up to kReadAhead; beyond that nothing is
// read from the socket until the caller takes more, so a slow caller slows the peer down. A peer that sends a thousand
// small pieces wakes the caller a few times, not a thousand.
class Exchange {
public:
    enum class Delivery { Collected, HandedOver };
    enum class Event { Head, Bytes, End, TooLarge, Stopped, DeadlinePassed };  // Head and Bytes only when HandedOver

    static constexpr std::size_t kReadAhead = std::size_t{64} << 10;  // bytes, and the piece that goes beyond it

    Exchange(Delivery delivery, std::size_t max_body_bytes);

    // For the I/O thread. They never block; `taken` is called, on either thread, once more may come.
    void request_written() { written_ = true; }
    void head_arrived(Response head);
    void bytes_arrived(std::string_view bytes, std::function<void()> taken);
    void ended(std::optional<Failure> failure);

    // For the caller. Everything that arrived is reported before Stopped and DeadlinePassed.
    Event wait(const std::stop_token& stop, std::optional<base::Instant> deadline);
    // These three look without the lock: after the event that is named, the I/O thread leaves what it told of alone.
    Response& response() OP_NO_THREAD_SAFETY_ANALYSIS { return response_; }  // after Head, or End without failure
    std::string_view bytes() const OP_NO_THREAD_SAFETY_ANALYSIS { return handed_over_; }  // after Bytes, until wait()
    const std::optional<Failure>& failure() const OP_NO_THREAD_SAFETY_ANALYSIS { return failure_; }  // after End
    bool was_written() const { return written_; }  // until then it looks for a connection, or makes one
    bool has_ended();
    // No more is wanted: what arrives is dropped. Waits up to `patience` for the I/O thread's end.
    void leave(base::Duration patience);

private:
    std::optional<Event> next_event() OP_REQUIRES(mutex_);
    void release_buffers() OP_REQUIRES(mutex_);
    Event wait_locked(base::MutexLock& lock, const std::stop_token& stop, std::optional<base::Instant> deadline)
        OP_REQUIRES(mutex_);

    const Delivery delivery_;
    const std::size_t max_body_bytes_;
    base::Mutex mutex_;
    base::StoppableConditionVariable changed_;
    std::atomic<bool> written_{false};
    Response response_ OP_GUARDED_BY(mutex_);
    std::string arrived_ OP_GUARDED_BY(mutex_);
    std::string handed_over_ OP_GUARDED_BY(mutex_);
    std::function<void()> taken_ OP_GUARDED_BY(mutex_);
    std::optional<Failure> failure_ OP_GUARDED_BY(mutex_);
    bool has_head_ OP_GUARDED_BY(mutex_) = false;
    bool head_reported_ OP_GUARDED_BY(mutex_) = false;
    bool too_large_ OP_GUARDED_BY(mutex_) = false;
    bool ended_ OP_GUARDED_BY(mutex_) = false;
    bool left_ OP_GUARDED_BY(mutex_) = false;
};

}  // namespace http
