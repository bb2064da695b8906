#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "controller/base/mutex.h"
#include "controller/cache/store.h"
#include "reconcilers/secrets/owned_secret.h"

namespace secrets {

// What the Secrets of each ProvisioningKey held before somebody deleted, edited or disowned them: the only copy of a
// value that ZPA does not show any more. Fed by the Secrets' watch, asked by the healing, which trusts nothing but a
// value whose fingerprint it knows. Bounded: it holds nothing of objects that are gone or on their way, and of each
// other at most 64 texts of 4 KiB: the latest, and whatever came since, the value on record. Threads: any.
class SecretMemory {
public:
    // Keeps what `change` took away from its owner. `owner_lives`: there is such an object, and it is not being
    // deleted; `on_record`: the fingerprint in its status, or "".
    void observe(const cache::Change<OwnedSecret>& change, bool owner_lives, const std::string& on_record = "");
    // The remembered text of that ProvisioningKey with this fingerprint.
    std::optional<std::string> find(const kube::ObjectKey& owner, const std::string& fingerprint) const;
    // The object is gone.
    void forget(const kube::ObjectKey& owner);

private:
    mutable base::Mutex mutex_;
    std::unordered_map<kube::ObjectKey, std::deque<std::string>> lost_ OP_GUARDED_BY(mutex_);  // by owner
};

}  // namespace secrets
