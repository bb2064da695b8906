#include "reconcilers/zpa/misfits.h"

#include <algorithm>

namespace zpa {
namespace {

constexpr auto kMoved = "ListMoved";
constexpr auto kBroken = "ListBroken";

}  // namespace

void Misfits::demand_pause_over(base::Instant now) const {
    if (!last_ || now >= pause_ends_) return;
    throw last_->with_retry_after(std::chrono::ceil<std::chrono::milliseconds>(pause_ends_ - now));
}

void Misfits::once_more(const std::string& what, bool one_page, base::Instant now) {
    const auto pause = std::min(kLongestPause, kFirstPause * (1 << std::min(times_, 2)));
    ++times_;
    pause_ends_ = now + pause;
    const bool broken = times_ >= (one_page ? kTooOften : kTooOftenInPages);
    last_ = base::Error(base::ErrorKind::TooManyRequests, what).with_reason(broken ? kBroken : kMoved);
    throw last_->with_retry_after(pause);
}

void Misfits::over() {
    times_ = 0;
    last_.reset();
}

bool is_misfit(const base::Error& error) { return error.reason() == kMoved || is_lasting_misfit(error); }

bool is_lasting_misfit(const base::Error& error) { return error.reason() == kBroken; }

}  // namespace zpa
