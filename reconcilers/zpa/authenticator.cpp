#include "reconcilers/zpa/authenticator.h"

#include <algorithm>

namespace zpa {
namespace {

constexpr base::Duration kFirstStep = std::chrono::seconds(5);
constexpr base::Duration kLastStep = std::chrono::minutes(5);
constexpr base::Duration kFirstTrouble = std::chrono::seconds(1);
constexpr base::Duration kLastTrouble = std::chrono::minutes(1);
constexpr base::Duration kStillOpen = std::chrono::seconds(60);

base::Duration next_step(base::Duration step, base::Duration first, base::Duration last) {
    return step == base::Duration::zero() ? first : std::min(last, 2 * step);
}

base::Error cancelled() { return base::Error(base::ErrorKind::Cancelled, "stopped while signing in"); }

}  // namespace

std::shared_ptr<const Token> Authenticator::token(std::stop_token stop) {
    base::MutexLock lock(mutex_);
    for (;;) {
        const base::Instant now = clock_.now();
        const bool alive = current_ && now < current_->expires_at;
        if (alive && now < current_->refresh_at) return current_;
        if (now < not_before_) {
            if (alive) return current_;
            throw held_->with_retry_after(std::chrono::ceil<std::chrono::milliseconds>(not_before_ - now));
        }
        if (signing_in_) {
            if (alive) return current_;
            await_sign_in(lock, stop);
        } else {
            signing_in_ = true;
            lock.unlock();
            const Outcome outcome = sign_in(stop);
            lock.lock();
            end_round(outcome);
        }
    }
}

void Authenticator::await_sign_in(base::MutexLock& lock, const std::stop_token& stop) {
    const std::uint64_t round = rounds_;
    while (rounds_ == round && changed_.wait(lock, stop)) {
    }
    if (rounds_ == round) throw cancelled();
    if (last_failure_) throw *last_failure_;
}

Authenticator::Outcome Authenticator::sign_in(const std::stop_token& stop) const {
    Outcome outcome;
    try {
        outcome.fresh = std::make_shared<const Token>(sign_in_(stop));
    } catch (const base::Error& error) {
        outcome.failure = error;
    } catch (...) {
        outcome.unforeseen = std::current_exception();
    }
    return outcome;
}

void Authenticator::end_round(const Outcome& outcome) {
    const auto& [fresh, failure, unforeseen] = outcome;
    signing_in_ = false;
    ++rounds_;
    changed_.notify_all();
    const base::Instant now = clock_.now();
    // Those who waited for a sign-in whose caller went away try for themselves.
    last_failure_ = failure && failure->kind() != base::ErrorKind::Cancelled ? failure : std::nullopt;
    if (unforeseen) std::rethrow_exception(unforeseen);
    if (fresh) {
        current_ = fresh;
        held_.reset();
        not_before_ = {};
        trouble_ = {};
        return;
    }
    if (failure->kind() == base::ErrorKind::Cancelled) throw *failure;
    // The loop throws it, with the time that is left, or goes on with the token that still lives.
    if (failure->kind() == base::ErrorKind::Unauthorized) return back_off(*failure, now);
    trouble_ = next_step(trouble_, kFirstTrouble, kLastTrouble);
    hold(*failure, now, trouble_);
}

void Authenticator::hold(const base::Error& error, base::Instant now, base::Duration step) {
    held_ = error;
    not_before_ = now + std::max<base::Duration>(step, error.retry_after().value_or(std::chrono::milliseconds(0)));
    last_failure_ = error.with_retry_after(std::chrono::ceil<std::chrono::milliseconds>(not_before_ - now));
}

void Authenticator::back_off(const base::Error& error, base::Instant now) {
    step_ = next_step(step_, kFirstStep, kLastStep);
    hold(error, now, step_);
    current_.reset();
}

void Authenticator::accepted() {
    const base::MutexLock lock(mutex_);
    last_accepted_ = clock_.now();
    step_ = {};
}

void Authenticator::rejected(const std::shared_ptr<const Token>& token) {
    const base::MutexLock lock(mutex_);
    if (current_ == token) current_.reset();
}

void Authenticator::refused(const std::shared_ptr<const Token>& token, const base::Error& error) {
    const base::MutexLock lock(mutex_);
    const base::Instant now = clock_.now();
    if (last_accepted_ && now - *last_accepted_ < kStillOpen) return;
    if (current_ == token) back_off(error, now);
}

}  // namespace zpa
