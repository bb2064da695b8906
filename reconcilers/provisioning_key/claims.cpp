#include "reconcilers/provisioning_key/claims.h"

#include "reconcilers/provisioning_key/indexes.h"

namespace provisioning_key {

bool may_share_keys(const std::string& api_url, const std::string& another) {
    return api_url.empty() || another.empty() || api_url == another;
}

bool Claims::is_over(const std::string& index, const Claim& claim) const {
    const auto object = keys_.get(claim.object);
    if (!object) return true;
    const auto& identity = object->status.identity;
    return object->owns_key() &&
           identity_index_value(identity.customer_id, identity.association_type, identity.id) == index;
}

std::string Claims::api_url_of(const Claim& claim) const {
    return api_url_ && !claim.tenant.name.empty() ? api_url_(claim.tenant) : "";
}

// Both have that organisation, type and id.
bool Claims::is_same_key(const Claim& claim, const Claim& other) const {
    if (claim.tenant == other.tenant) return true;
    if (claim.creation_time != other.creation_time) return false;
    if (claim.fingerprint.empty()) return may_share_keys(api_url_of(claim), api_url_of(other));
    if (!other.fingerprint.empty()) return claim.fingerprint == other.fingerprint;
    // It has never been shown a value that ZPA shows: only at that very server may that be so for a while.
    const auto there = api_url_of(other);
    return !there.empty() && there == api_url_of(claim);
}

std::optional<kube::ObjectKey> Claims::claim(const Identity& identity, const std::string& fingerprint,
                                             const kube::ObjectKey& object) {
    const auto claimant = keys_.get(object);
    const Claim own{object, claimant ? claimant->spec->tenant : kube::ObjectKey{}, identity.creation_time, fingerprint};
    const auto index = identity_index_value(identity.customer_id, identity.association_type, identity.id);
    const base::MutexLock lock(mutex_);
    // Before the record is read: what comes to stand in it from now on is remembered here still.
    std::erase_if(claimed_, [&](const auto& entry) { return is_over(entry.first, entry.second); });
    for (const auto& one : keys_.by_index(kIdentityIndex, index)) {
        const Claim other{one->meta.key(), one->spec->tenant, one->status.identity.creation_time,
                          one->status.value_fingerprint};
        if (other.object != object && one->owns_key() && is_same_key(own, other)) return other.object;
    }
    // An object has one key: what it claimed before and did not get is free again.
    std::erase_if(claimed_, [&](const auto& claim) { return claim.second.object == object; });
    const auto [begin, end] = claimed_.equal_range(index);
    for (auto claim = begin; claim != end; ++claim) {
        const auto& other = claim->second;
        if (is_same_key(own, other)) return other.object;
    }
    claimed_.emplace(index, own);
    return std::nullopt;
}

void Claims::forget(const kube::ObjectKey& object) {
    const base::MutexLock lock(mutex_);
    std::erase_if(claimed_, [&](const auto& claim) { return claim.second.object == object; });
}

}  // namespace provisioning_key
