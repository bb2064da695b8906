#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "controller/cache/store.h"
#include "reconcilers/provisioning_key/secret_content.h"

namespace provisioning_key {

// What our Secrets held before somebody deleted or edited them: the only copy of a value that ZPA does not show any more.
// Fed by the Secrets' watch, asked by the healing, which trusts nothing but a value whose fingerprint it knows. Threads: any.
class SecretMemory {
public:
    // Keeps what `change` took away.
    void observe(const cache::Change<OwnedSecret>& change);
    // The remembered value of that Secret with this fingerprint.
    std::optional<std::string> find(const kube::ObjectKey& secret, const std::string& fingerprint) const;
    void forget(const kube::ObjectKey& secret);

private:
    mutable std::mutex mutex_;
    std::unordered_map<kube::ObjectKey, std::deque<std::string>> lost_;  // guarded by mutex_
};

}  // namespace provisioning_key
