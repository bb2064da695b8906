#include "reconcilers/zpa/flood_gate.h"

#include <algorithm>

#include "controller/base/error.h"

namespace zpa {
namespace {

constexpr std::chrono::milliseconds kBusyDelay{20};
constexpr std::chrono::milliseconds kLongestBusyDelay{2000};
constexpr std::chrono::milliseconds kProbeDelay{1000};
constexpr base::Duration kLongestWait = std::chrono::minutes(5);  // that the other side may ask for
const base::BackoffOptions kProbes{std::chrono::seconds(1), std::chrono::seconds(60), 2.0, 0.2, std::chrono::hours(24)};

base::Error shut(std::chrono::milliseconds delay, const std::string& cause) {
    return base::Error(base::ErrorKind::Unavailable, "the last call failed: " + (cause.empty() ? "no answer" : cause))
        .with_reason("Unreachable")
        .with_retry_after(std::max(delay, std::chrono::milliseconds(1)));
}

}  // namespace

FloodGate::FloodGate(int max_in_flight, std::shared_ptr<Crowd> crowd, const base::Clock& clock, base::Random& random)
    : max_in_flight_(std::max(1, max_in_flight)),
      crowd_(std::move(crowd)),
      clock_(clock),
      backoff_(kProbes, clock, random) {}

FloodGate::~FloodGate() {
    if (crowd_) crowd_->forget(this);
}

void FloodGate::turn_away() {
    const auto delay = std::min(kLongestBusyDelay, kBusyDelay + std::chrono::milliseconds(5 * turned_away_));
    turned_away_ = std::min(turned_away_ + 1, 1000);
    throw base::Error(base::ErrorKind::TooManyRequests, "the organisation has as many calls in flight as it may")
        .with_reason("Busy")
        .with_retry_after(delay);
}

FloodGate::Pass FloodGate::enter() {
    const base::MutexLock lock(mutex_);
    const base::Instant now = clock_.now();
    if (next_probe_) {
        if (now < *next_probe_) throw shut(std::chrono::ceil<std::chrono::milliseconds>(*next_probe_ - now), cause_);
        if (probing_) throw shut(kProbeDelay, cause_);
    }
    if (in_flight_ >= max_in_flight_ || (crowd_ && !crowd_->enter(this, now))) turn_away();
    ++in_flight_;
    turned_away_ = std::max(0, turned_away_ - 1);
    if (!next_probe_) return Pass::Ordinary;
    probing_ = true;
    return Pass::Probe;
}

void FloodGate::leave(Pass pass) {
    const base::MutexLock lock(mutex_);
    if (--in_flight_ == 0) turned_away_ = 0;
    if (crowd_) crowd_->leave(this);
    if (pass == Pass::Probe) probing_ = false;
}

void FloodGate::answered() {
    if (crowd_) crowd_->answered(this, clock_.now());
}

void FloodGate::reached() {
    const base::MutexLock lock(mutex_);
    if (!next_probe_) return;
    next_probe_.reset();
    unreachable_since_ = {};
    backoff_.reset();
}

void FloodGate::unreachable(Pass pass, const std::string& cause, base::Duration wait) {
    const base::MutexLock lock(mutex_);
    if (crowd_) crowd_->unreachable(this);
    // Calls that were under way when the gate shut tell nothing new: one step a probe.
    if (next_probe_ && pass != Pass::Probe) return;
    if (!next_probe_) unreachable_since_ = clock_.wall();
    cause_ = cause;
    next_probe_ = clock_.now() + std::max(backoff_.next(), std::min(wait, kLongestWait));
}

base::WallTime FloodGate::unreachable_since() const {
    const base::MutexLock lock(mutex_);
    return unreachable_since_;
}

}  // namespace zpa
