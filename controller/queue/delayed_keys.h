#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "controller/base/clock.h"
#include "controller/kube/object_key.h"

namespace queue {

// Keys that are to run later, earliest first and each once: a second push keeps the earlier time and the higher
// priority. Threads: none of its own; the owner locks.
class DelayedKeys {
public:
    void push(const kube::ObjectKey& key, base::Instant at, int priority);
    std::optional<int> remove(const kube::ObjectKey& key);  // the priority it had; nullopt where it was not in
    std::optional<base::Instant> next() const;
    std::optional<std::pair<kube::ObjectKey, int>> pop_due(base::Instant now);  // the earliest, with its priority
    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        base::Instant at;
        int priority;
    };
    std::unordered_map<kube::ObjectKey, Entry> entries_;
    std::set<std::pair<base::Instant, const kube::ObjectKey*>> order_;  // the pointers are to the keys of entries_
};

}  // namespace queue
