#include "reconcilers/zpa/closed_places.h"

#include <algorithm>

#include "reconcilers/zpa/error_body.h"

namespace zpa {
namespace {

constexpr base::Duration kFirstStep = std::chrono::seconds(5);
constexpr base::Duration kLastStep = std::chrono::minutes(5);
constexpr base::Duration kForgotten = std::chrono::hours(1);  // anybody may name a microtenant that does not exist

}  // namespace

bool is_unlicensed(const base::Error& error) { return error.reason() == kNotLicensed; }

bool is_about_place(const base::Error& error) {
    using Kind = base::ErrorKind;
    if (is_unlicensed(error) || error.kind() == Kind::NotFound || error.kind() == Kind::Forbidden) return true;
    // Any other 401 is about the token, and so about everything.
    return error.kind() == Kind::Unauthorized && error.reason() == kAccessDenied;
}

void ClosedPlaces::demand_open(const Place& place) const {
    const base::MutexLock lock(mutex_);
    const auto closing = closings_.find(place);
    const auto now = clock_.now();
    if (closing == closings_.end() || closing->second.until <= now) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(closing->second.until - now);
    throw closing->second.refusal.with_retry_after(left);
}

void ClosedPlaces::refused(const Place& place, const base::Error& error) {
    const base::MutexLock lock(mutex_);
    const auto now = clock_.now();
    std::erase_if(closings_, [&](const auto& entry) { return now - entry.second.until > kForgotten; });
    const auto known = closings_.find(place);
    if (known != closings_.end() && known->second.until > now) return;  // told again, not refused again
    const auto step = known == closings_.end() ? kFirstStep : std::min(kLastStep, 2 * known->second.step);
    closings_.insert_or_assign(place, Closing{error, now + step, step});
}

void ClosedPlaces::answered(const Place& place) {
    const base::MutexLock lock(mutex_);
    closings_.erase(place);
}

}  // namespace zpa
