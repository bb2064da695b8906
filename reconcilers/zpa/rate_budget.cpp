#include "reconcilers/zpa/rate_budget.h"

#include <algorithm>
#include <array>

#include "controller/base/error.h"
#include "reconcilers/zpa/call_queue.h"

namespace zpa {
namespace {

// Rounded up: who comes back a moment early is only sent away again.
std::chrono::milliseconds delay_until(base::Instant turn, base::Instant now) {
    return std::max(std::chrono::milliseconds(1), std::chrono::ceil<std::chrono::milliseconds>(turn - now));
}

}  // namespace

class RateBudget::Impl {
public:
    Impl(Limits limits, const base::Clock& clock)
        : clock_(clock), queues_{CallQueue(std::max(1, limits.reads), limits.window),
                                 CallQueue(std::max(1, limits.writes), limits.window)} {}

    template <typename Action>
    auto with(CallClass call_class, Action action) {
        const std::lock_guard lock(mutex_);
        return action(queues_[static_cast<std::size_t>(call_class)], clock_.now());
    }

    [[noreturn]] void turn_away(CallClass call_class, base::Instant turn) {
        const base::Instant now = clock_.now();
        const bool closed =
            with(call_class, [&](CallQueue& queue, base::Instant) { return queue.closed_until() > now; });
        const std::string which = call_class == CallClass::Read ? "reads" : "writes";
        const std::string sentence = closed ? "ZPA asked to wait before more " + which
                                            : "the organisation's budget of " + which + " is used up";
        throw base::Error(base::ErrorKind::TooManyRequests, sentence)
            .with_reason(closed ? "RetryAfter" : "LocalBudget")
            .with_retry_after(delay_until(turn, now));
    }

private:
    const base::Clock& clock_;
    std::mutex mutex_;
    std::array<CallQueue, 2> queues_;  // by CallClass; guarded by mutex_
};

std::shared_ptr<RateBudget> RateBudget::make(Limits limits, const base::Clock& clock) {
    return std::shared_ptr<RateBudget>(new RateBudget(limits, clock));
}

RateBudget::RateBudget(Limits limits, const base::Clock& clock) : impl_(std::make_unique<Impl>(limits, clock)) {}
RateBudget::~RateBudget() = default;

Permit RateBudget::take(CallClass call_class, Urgency urgency, const std::string& owner) {
    const auto turn = impl_->with(
        call_class, [&](CallQueue& queue, base::Instant now) { return queue.take(now, urgency, owner); });
    if (turn) impl_->turn_away(call_class, *turn);
    return Permit(shared_from_this(), call_class);
}

void RateBudget::take_next(CallClass call_class) {
    const auto turn =
        impl_->with(call_class, [](CallQueue& queue, base::Instant now) { return queue.take_next(now); });
    if (turn) impl_->turn_away(call_class, *turn);
}

void RateBudget::settle(CallClass call_class, bool used) {
    impl_->with(call_class, [&](CallQueue& queue, base::Instant now) { queue.settle(now, used); });
}

void RateBudget::forget(const std::string& owner) {
    for (const CallClass call_class : {CallClass::Read, CallClass::Write}) {
        impl_->with(call_class, [&](CallQueue& queue, base::Instant) { queue.forget(owner); });
    }
}

void RateBudget::close(CallClass call_class, base::Duration retry_after) {
    impl_->with(call_class, [&](CallQueue& queue, base::Instant now) { queue.close_until(now + retry_after); });
}

base::Duration RateBudget::closed_for(CallClass call_class) const {
    return impl_->with(call_class, [](CallQueue& queue, base::Instant now) {
        return std::max(base::Duration::zero(), base::Duration(queue.closed_until() - now));
    });
}

void RateBudget::set_limits(int reads, int writes) {
    impl_->with(CallClass::Read, [&](CallQueue& queue, base::Instant) { queue.set_limit(std::max(1, reads)); });
    impl_->with(CallClass::Write, [&](CallQueue& queue, base::Instant) { queue.set_limit(std::max(1, writes)); });
}

std::size_t RateBudget::waiting(CallClass call_class) const {
    return impl_->with(call_class, [](CallQueue& queue, base::Instant now) { return queue.waiting(now); });
}

bool RateBudget::idle() const {
    const auto is_idle = [](CallQueue& queue, base::Instant now) { return queue.idle(now); };
    return impl_->with(CallClass::Read, is_idle) && impl_->with(CallClass::Write, is_idle);
}

Permit::Permit(std::shared_ptr<RateBudget> budget, CallClass call_class)
    : budget_(std::move(budget)), call_class_(call_class) {}

Permit::Permit(Permit&& other) noexcept
    : budget_(std::move(other.budget_)), call_class_(other.call_class_), held_(std::exchange(other.held_, false)) {}

Permit::~Permit() {
    if (held_) budget_->settle(call_class_, false);
}

void Permit::settle() {
    if (std::exchange(held_, false)) budget_->settle(call_class_, true);
}

void Permit::renew() {
    if (held_) return;
    budget_->take_next(call_class_);
    held_ = true;
}

}  // namespace zpa
