#pragma once

#include <unordered_map>

#include "controller/base/clock.h"
#include "controller/kube/object_key.h"

namespace queue {

// How long a key that failed stays away: `start` doubling with each failure in a row up to `cap`.
// Without jitter, as in client-go: keys fail at different times by themselves. Threads: the owner locks.
class KeyBackoff {
public:
    KeyBackoff(base::Duration start, base::Duration cap) : start_(start), cap_(cap) {}
    base::Duration next(const kube::ObjectKey& key);  // counts one failure
    void forget(const kube::ObjectKey& key) { failures_.erase(key); }
    int failures(const kube::ObjectKey& key) const;

private:
    const base::Duration start_;
    const base::Duration cap_;
    std::unordered_map<kube::ObjectKey, int> failures_;
};

}  // namespace queue
