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
// in the store yet is remembered here, so that two workers cannot both be first. Threads: any.
class Claims {
public:
    // Where a tenant's API is, "" while nobody knows.
    using ApiUrl = std::function<std::string(const kube::ObjectKey& tenant)>;
    explicit Claims(const cache::Store<ProvisioningKey>& keys, ApiUrl api_url = nullptr)
        : keys_(keys), api_url_(std::move(api_url)) {}
    // nullopt: it is yours now. Else the object that owns it.
    std::optional<kube::ObjectKey> claim(const Identity& identity, const kube::ObjectKey& object);
    void forget(const kube::ObjectKey& object);

private:
    std::string api_url_of(const ProvisioningKey& object) const {
        return api_url_ ? api_url_(object.spec->tenant) : "";
    }

    const cache::Store<ProvisioningKey>& keys_;
    const ApiUrl api_url_;
    base::Mutex mutex_;
    std::unordered_map<std::string, kube::ObjectKey> claimed_ OP_GUARDED_BY(mutex_);
};

}  // namespace provisioning_key
