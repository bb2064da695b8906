#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "controller/base/mutex.h"
#include "controller/cache/store.h"
#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// May two servers have a key in common? Not where they are known to differ ("" is not known): whoever names an
// organisation at a server of his own has none of its keys.
bool may_share_keys(const std::string& api_url, const std::string& another);

// One object per key and operator. The statuses in the store say who owns what; what has been claimed but not been seen
// in the store yet is remembered here, so that two workers cannot both be first. Anybody may run a server that shows a
// key of any id: of two tenants' objects the one on record has to hold the value that the other has been shown. Where
// ZPA hides that, their servers decide, and one that nobody knows is believed. Threads: any.
class Claims {
public:
    // Where a tenant's API is, "" while nobody knows.
    using ApiUrl = std::function<std::string(const kube::ObjectKey& tenant)>;
    explicit Claims(const cache::Store<ProvisioningKey>& keys, ApiUrl api_url = nullptr)
        : keys_(keys), api_url_(std::move(api_url)) {}
    // nullopt: it is yours now. Else the object that owns it. `fingerprint` is that of the value that ZPA shows, ""
    // where it hides it.
    std::optional<kube::ObjectKey> claim(const Identity& identity, const std::string& fingerprint,
                                         const kube::ObjectKey& object);
    void forget(const kube::ObjectKey& object);

private:
    struct Claim {
        kube::ObjectKey object;
        kube::ObjectKey tenant;
        std::int64_t creation_time = 0;
        std::string fingerprint;
    };
    // Its object is gone, or its status has come to say it.
    bool is_over(const std::string& index, const Claim& claim) const;
    bool is_same_key(const Claim& claim, const Claim& other) const;
    std::string api_url_of(const Claim& claim) const;

    const cache::Store<ProvisioningKey>& keys_;
    const ApiUrl api_url_;
    base::Mutex mutex_;
    std::unordered_multimap<std::string, Claim> claimed_ OP_GUARDED_BY(mutex_);  // by the index of identities
};

}  // namespace provisioning_key
