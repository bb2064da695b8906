#include "controller/queue/delayed_keys.h"

#include <algorithm>

namespace queue {

void DelayedKeys::push(const kube::ObjectKey& key, base::Instant at, int priority) {
    const auto [entry, added] = entries_.try_emplace(key, Entry{at, priority});
    if (!added) {
        entry->second.priority = std::max(entry->second.priority, priority);
        if (entry->second.at <= at) return;
        order_.erase({entry->second.at, &entry->first});
        entry->second.at = at;
    }
    order_.emplace(at, &entry->first);
}

std::optional<int> DelayedKeys::remove(const kube::ObjectKey& key) {
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return std::nullopt;
    const int priority = entry->second.priority;
    order_.erase({entry->second.at, &entry->first});
    entries_.erase(entry);
    return priority;
}

std::optional<base::Instant> DelayedKeys::next() const {
    if (order_.empty()) return std::nullopt;
    return order_.begin()->first;
}

std::optional<std::pair<kube::ObjectKey, int>> DelayedKeys::pop_due(base::Instant now) {
    if (order_.empty() || order_.begin()->first > now) return std::nullopt;
    auto node = entries_.extract(*order_.begin()->second);
    order_.erase(order_.begin());
    return std::pair{std::move(node.key()), node.mapped().priority};
}

}  // namespace queue
