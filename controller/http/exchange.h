#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
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
// Collected: bytes are added up to Response.body without waking the caller. HandedOver: each piece is given to the
// caller, and nothing more is read from the socket until it says bytes_taken(), so a slow caller slows the peer down.
class Exchange {
public:
    enum class Delivery { Collected, HandedOver };
    enum class Event { Head, Bytes, End, TooLarge, Stopped, DeadlinePassed };  // Head and Bytes only when HandedOver

    Exchange(Delivery delivery, std::size_t max_body_bytes);

    // For the I/O thread. They never block; `taken` is called once the bytes are no longer needed.
    void head_arrived(Response head);
    void bytes_arrived(std::string_view bytes, std::function<void()> taken);
    void ended(std::optional<Failure> failure);

    // For the caller. Everything that arrived is reported before Stopped and DeadlinePassed.
    Event wait(const std::stop_token& stop, std::optional<base::Instant> deadline);
    // These three look without the lock: after the event that is named, the I/O thread leaves what it told of alone.
    Response& response() OP_NO_THREAD_SAFETY_ANALYSIS { return response_; }  // after Head, or End without failure
    std::string_view bytes() const OP_NO_THREAD_SAFETY_ANALYSIS { return bytes_; }  // after Bytes, until bytes_taken()
    const std::optional<Failure>& failure() const OP_NO_THREAD_SAFETY_ANALYSIS { return failure_; }  // after End
    void bytes_taken();
    bool has_ended();
    // No more is wanted: what arrives is dropped. Waits up to `patience` for the I/O thread's end.
    void leave(base::Duration patience);

private:
    std::optional<Event> next_event() OP_REQUIRES(mutex_);

    const Delivery delivery_;
    const std::size_t max_body_bytes_;
    base::Mutex mutex_;
    base::StoppableConditionVariable changed_;
    Response response_ OP_GUARDED_BY(mutex_);
    std::string_view bytes_ OP_GUARDED_BY(mutex_);
    std::function<void()> taken_ OP_GUARDED_BY(mutex_);
    std::optional<Failure> failure_ OP_GUARDED_BY(mutex_);
    bool has_head_ OP_GUARDED_BY(mutex_) = false;
    bool head_reported_ OP_GUARDED_BY(mutex_) = false;
    bool too_large_ OP_GUARDED_BY(mutex_) = false;
    bool ended_ OP_GUARDED_BY(mutex_) = false;
    bool left_ OP_GUARDED_BY(mutex_) = false;
};

}  // namespace http
