#include "controller/http/lost_lookups.h"

#include <algorithm>

namespace http {

void LostLookups::add(const std::shared_ptr<Exchange>& exchange, base::Instant now) {
    const base::MutexLock lock(mutex_);
    lookups_.push_back({exchange, now});
}

bool LostLookups::any(base::Instant now) {
    const base::MutexLock lock(mutex_);
    std::erase_if(lookups_, [](const Lookup& lookup) {
        const auto exchange = lookup.exchange.lock();
        return !exchange || exchange->has_ended();
    });
    return std::ranges::any_of(lookups_, [&](const Lookup& lookup) { return now - lookup.lost_at >= grace_; });
}

}  // namespace http
