#include "reconcilers/zpa/crowd.h"

#include <algorithm>

namespace zpa {
namespace {

constexpr base::Duration kSilence = std::chrono::seconds(1);

}  // namespace

Crowd::Crowd(int workers) : most_silent_(std::max(1, workers - 1)), most_for_second_((workers + 1) / 2) {}

bool Crowd::is_silent(const Calls& calls, base::Instant now) {
    return !calls.answers || (calls.in_flight > 0 && now - std::max(calls.heard, calls.begun) >= kSilence);
}

bool Crowd::enter(const void* who, base::Instant now) {
    const base::MutexLock lock(mutex_);
    int all = 0;
    int silent = 0;
    for (const auto& [other, calls] : calls_) {
        all += calls.in_flight;
        if (is_silent(calls, now)) silent += calls.in_flight;
    }
    auto& own = calls_[who];
    const bool just_heard = own.answers && now - own.heard < kSilence;
    if (own.in_flight > 0 && (!just_heard || all >= most_for_second_)) return false;
    if (is_silent(own, now) && silent >= most_silent_) return false;
    if (own.in_flight++ == 0) own.begun = now;
    return true;
}

void Crowd::leave(const void* who) {
    const base::MutexLock lock(mutex_);
    --calls_[who].in_flight;
}

void Crowd::answered(const void* who, base::Instant now) {
    const base::MutexLock lock(mutex_);
    auto& own = calls_[who];
    own.answers = true;
    own.heard = now;
}

void Crowd::unreachable(const void* who) {
    const base::MutexLock lock(mutex_);
    calls_[who].answers = false;
}

void Crowd::forget(const void* who) {
    const base::MutexLock lock(mutex_);
    calls_.erase(who);
}

}  // namespace zpa
