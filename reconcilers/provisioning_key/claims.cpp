#include "reconcilers/provisioning_key/claims.h"

#include "reconcilers/provisioning_key/indexes.h"

namespace provisioning_key {

bool may_share_keys(const std::string& api_url, const std::string& another) {
    return api_url.empty() || another.empty() || api_url == another;
}

std::optional<kube::ObjectKey> Claims::claim(const Identity& identity, const kube::ObjectKey& object) {
    const auto claimant = keys_.get(object);
    const auto api_url = claimant ? api_url_of(*claimant) : "";
    const auto index = identity_index_value(identity.customer_id, identity.association_type, identity.id);
    const auto value = index + " " + api_url;
    const base::MutexLock lock(mutex_);
    for (const auto& other : keys_.by_index(kIdentityIndex, index)) {
        if (other->meta.key() == object || !other->owns_key()) continue;
        if (may_share_keys(api_url_of(*other), api_url)) return other->meta.key();
    }
    // An object has one key: what it claimed before and did not get is free again.
    std::erase_if(claimed_, [&](const auto& claim) { return claim.second == object && claim.first != value; });
    const auto [holder, first] = claimed_.try_emplace(value, object);
    if (first || holder->second == object) return std::nullopt;
    if (keys_.get(holder->second)) return holder->second;
    holder->second = object;  // the one that claimed it is gone
    return std::nullopt;
}

void Claims::forget(const kube::ObjectKey& object) {
    const base::MutexLock lock(mutex_);
    std::erase_if(claimed_, [&](const auto& claim) { return claim.second == object; });
}

}  // namespace provisioning_key
