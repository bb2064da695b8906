#include "reconcilers/zpa/rate_budget.h"

#include <algorithm>

#include "controller/base/error.h"
#include "reconcilers/zpa/budget_pool.h"

namespace zpa {
namespace {

// Rounded up: who comes back a moment early is only sent away again.
std::chrono::milliseconds delay_until(base::Instant turn, base::Instant now) {
    return std::max(std::chrono::milliseconds(1), std::chrono::ceil<std::chrono::milliseconds>(turn - now));
}

std::string next_session() {
    static std::atomic<std::uint64_t> count = 0;
    return std::to_string(++count) + " ";
}

}  // namespace

std::shared_ptr<RateBudget> RateBudget::make(Limits limits, const base::Clock& clock) {
    return std::shared_ptr<RateBudget>(new RateBudget(limits, clock, {}));
}

RateBudget::RateBudget(Limits limits, const base::Clock& clock, Sharing sharing)
    : clock_(clock),
      sharing_(std::move(sharing)),
      session_(next_session()),
      limits_(limits),
      pool_(std::make_shared<BudgetPool>(limits.window, clock)) {
    pool_->share(this, limits.reads, limits.writes);
}

RateBudget::~RateBudget() { pool_->leave(this); }

// Under the lock all the while: between finding the pool and using it nobody may change it.
template <typename Action>
auto RateBudget::with(CallClass call_class, Action action) const {
    const base::MutexLock lock(mutex_);
    return pool_->with(call_class, action);
}

void RateBudget::turn_away(CallClass call_class, base::Instant turn) const {
    const base::Instant now = clock_.now();
    const bool closed = with(call_class, [&](CallQueue& queue, base::Instant) { return queue.closed_until() > now; });
    const std::string which = call_class == CallClass::Read ? "reads" : "writes";
    const std::string sentence =
        closed ? "ZPA asked to wait before more " + which : "the organisation's budget of " + which + " is used up";
    throw base::Error(base::ErrorKind::TooManyRequests, sentence)
        .with_reason(closed ? "RetryAfter" : "LocalBudget")
        .with_retry_after(delay_until(turn, now));
}

Permit RateBudget::take(CallClass call_class, Urgency urgency, const std::string& owner) {
    std::string place = session_ + owner;
    const auto answer =
        with(call_class, [&](CallQueue& queue, base::Instant now) { return queue.take(now, urgency, place); });
    if (answer.come_back) turn_away(call_class, *answer.come_back);
    return Permit(shared_from_this(), call_class, std::move(place), answer.rank);
}

Permit RateBudget::take_read_beside(const Permit& write) {
    const auto turn = with(CallClass::Read, [&](CallQueue& queue, base::Instant now) {
        return queue.take_beside(now, write.rank_.first, write.owner_);
    });
    if (turn) turn_away(CallClass::Read, *turn);
    return Permit(shared_from_this(), CallClass::Read, "", write.rank_);
}

void RateBudget::demand_open(CallClass call_class) const {
    const auto until = with(call_class, [](CallQueue& queue, base::Instant) { return queue.closed_until(); });
    if (until > clock_.now()) turn_away(call_class, until);
}

void RateBudget::take_next(CallClass call_class) {
    const auto turn = with(call_class, [](CallQueue& queue, base::Instant now) { return queue.take_next(now); });
    if (turn) turn_away(call_class, *turn);
}

void RateBudget::settle(CallClass call_class, bool used) {
    with(call_class, [&](CallQueue& queue, base::Instant now) { queue.settle(now, used); });
}

void RateBudget::put_back(const Permit& permit, base::Duration wait) {
    with(permit.call_class_,
         [&](CallQueue& queue, base::Instant now) { queue.put_back(now, permit.owner_, permit.rank_, now + wait); });
}

void RateBudget::forget(const std::string& owner) {
    for (const CallClass call_class : {CallClass::Read, CallClass::Write}) {
        with(call_class, [&](CallQueue& queue, base::Instant) { queue.forget(session_ + owner); });
    }
}

void RateBudget::close(CallClass call_class, base::Duration retry_after) {
    with(call_class, [&](CallQueue& queue, base::Instant now) { queue.close_until(now + retry_after); });
}

void RateBudget::set_limits(int reads, int writes) {
    const base::MutexLock lock(mutex_);
    limits_.reads = reads;
    limits_.writes = writes;
    pool_->share(this, reads, writes);
}

std::size_t RateBudget::waiting(CallClass call_class) const {
    return with(call_class, [](CallQueue& queue, base::Instant now) { return queue.waiting(now); });
}

void RateBudget::proved() {
    if (!sharing_ || !alone_.load()) return;
    const auto shared = sharing_();
    const base::MutexLock lock(mutex_);
    if (!alone_.exchange(false)) return;
    shared->absorb(*pool_);
    shared->share(this, limits_.reads, limits_.writes);
    pool_ = shared;
}

Permit::Permit(std::shared_ptr<RateBudget> budget, CallClass call_class, std::string owner, Rank rank)
    : budget_(std::move(budget)), call_class_(call_class), owner_(std::move(owner)), rank_(std::move(rank)) {}

Permit::Permit(Permit&& other) noexcept
    : budget_(std::move(other.budget_)),
      call_class_(other.call_class_),
      owner_(std::move(other.owner_)),
      rank_(other.rank_),
      held_(std::exchange(other.held_, false)) {}

Permit::~Permit() {
    if (held_) budget_->settle(call_class_, false);
}

void Permit::demand_open() const { budget_->demand_open(call_class_); }

void Permit::settle() {
    if (std::exchange(held_, false)) budget_->settle(call_class_, true);
}

void Permit::renew() {
    if (held_) return;
    budget_->take_next(call_class_);
    held_ = true;
}

void Permit::give_back(base::Duration wait) {
    if (std::exchange(held_, false)) budget_->put_back(*this, wait);
}

}  // namespace zpa
