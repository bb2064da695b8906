#include "controller/runtime/event_spam_filter.h"

#include <algorithm>

namespace runtime {

bool EventSpamFilter::allow(const ObjectReference& regarding, base::Instant now) {
    const auto [entry, added] =
        buckets_.try_emplace(Key{regarding.key, regarding.kind + "/" + regarding.uid}, Bucket{kBurst, now, {}});
    auto& bucket = entry->second;
    if (added) {
        bucket.place = recent_.insert(recent_.begin(), &entry->first);
    } else {
        recent_.splice(recent_.begin(), recent_, bucket.place);
    }
    if (buckets_.size() > kMaxObjects) {
        const auto* oldest = recent_.back();
        recent_.pop_back();
        buckets_.erase(buckets_.find(*oldest));
    }

    const std::chrono::duration<double> passed = now - bucket.filled_at;
    bucket.tokens = std::min(kBurst, bucket.tokens + passed / std::chrono::duration<double>(kRefill));
    bucket.filled_at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
}

}  // namespace runtime
