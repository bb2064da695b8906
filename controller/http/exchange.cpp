#include "controller/http/exchange.h"

#include <charconv>
#include <utility>

namespace http {
namespace {

bool announces_more_than(const Response& head, std::size_t limit) {
    const std::string& text = head.header("Content-Length");
    unsigned long long length = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), length);
    return code == std::errc::result_out_of_range || (code == std::errc{} && length > limit);
}

}  // namespace

Exchange::Exchange(Delivery delivery, std::size_t max_body_bytes)
    : delivery_(delivery), max_body_bytes_(max_body_bytes) {}

void Exchange::head_arrived(Response head) {
    const base::MutexLock lock(mutex_);
    if (delivery_ == Delivery::Collected) {
        too_large_ = too_large_ || announces_more_than(head, max_body_bytes_);
        head.body = std::move(response_.body);  // bytes may have overtaken the head
    }
    response_ = std::move(head);
    has_head_ = true;
    changed_.notify_all();
}

void Exchange::bytes_arrived(std::string_view bytes, std::function<void()> taken) {
    {
        const base::MutexLock lock(mutex_);
        if (delivery_ == Delivery::HandedOver && !left_) {
            arrived_.append(bytes);
            changed_.notify_all();
            if (arrived_.size() >= kReadAhead) {
                taken_ = std::move(taken);
                return;
            }
        } else if (!left_ && !too_large_) {
            too_large_ = bytes.size() > max_body_bytes_ - response_.body.size();
            if (too_large_) {
                changed_.notify_all();
            } else {
                response_.body.append(bytes);
            }
        }
    }
    taken();
}

void Exchange::ended(std::optional<Failure> failure) {
    const base::MutexLock lock(mutex_);
    failure_ = std::move(failure);
    ended_ = true;
    changed_.notify_all();
}

std::optional<Exchange::Event> Exchange::next_event() {
    if (too_large_) return Event::TooLarge;
    if (delivery_ == Delivery::HandedOver && has_head_ && !head_reported_) {
        head_reported_ = true;
        return Event::Head;
    }
    if (!arrived_.empty() && has_head_) return Event::Bytes;
    if (ended_) return Event::End;
    return std::nullopt;
}

// A quiet stream holds no memory.
void Exchange::release_buffers() {
    std::string().swap(handed_over_);
    std::string().swap(arrived_);
}

Exchange::Event Exchange::wait_locked(base::MutexLock& lock, const std::stop_token& stop,
                                      std::optional<base::Instant> deadline) {
    for (bool waiting = true;;) {
        if (const auto event = next_event()) return *event;
        if (!waiting) break;
        waiting = deadline ? changed_.wait_until(lock, stop, *deadline) : changed_.wait(lock, stop);
    }
    return stop.stop_requested() ? Event::Stopped : Event::DeadlinePassed;
}

Exchange::Event Exchange::wait(const std::stop_token& stop, std::optional<base::Instant> deadline) {
    std::function<void()> taken;
    Event event{};
    {
        base::MutexLock lock(mutex_);
        handed_over_.clear();
        if (arrived_.empty()) release_buffers();
        event = wait_locked(lock, stop, deadline);
        if (event == Event::Bytes) {
            handed_over_.swap(arrived_);
            taken = std::exchange(taken_, nullptr);
        }
    }
    if (taken) taken();
    return event;
}

bool Exchange::has_ended() {
    const base::MutexLock lock(mutex_);
    return ended_;
}

void Exchange::leave(base::Duration patience) {
    std::function<void()> taken;
    {
        const base::MutexLock lock(mutex_);
        left_ = true;
        arrived_.clear();
        taken = std::exchange(taken_, nullptr);
    }
    if (taken) taken();
    base::MutexLock lock(mutex_);
    const auto until = base::Instant::clock::now() + patience;
    while (!ended_ && changed_.wait_until(lock, {}, until)) {
    }
}

}  // namespace http
