#include "controller/queue/key_backoff.h"

namespace queue {

base::Duration KeyBackoff::next(const kube::ObjectKey& key) {
    auto delay = start_;
    for (int failure = failures_[key]++; failure > 0 && delay < cap_; --failure) {
        delay = delay > cap_ / 2 ? cap_ : delay * 2;
    }
    return delay < cap_ ? delay : cap_;
}

int KeyBackoff::failures(const kube::ObjectKey& key) const {
    const auto found = failures_.find(key);
    return found == failures_.end() ? 0 : found->second;
}

}  // namespace queue
