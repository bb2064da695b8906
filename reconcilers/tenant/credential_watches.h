#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/mutex.h"
#include "controller/base/redaction.h"
#include "controller/cache/informer.h"

namespace tenant {

// A credentials Secret's data, decoded. Holds secrets for as long as the object lives.
struct CredentialsSecret {
    kube::ObjectMeta meta;
    std::map<std::string, std::string> data;
    std::vector<base::Redaction::Holder> redacted;  // keeps the values out of every log line
};

CredentialsSecret parse_credentials_secret(const nlohmann::json& object);

// One watch a credentials Secret, by name: a rotated Secret is noticed at once, and nobody else's credentials are read.
//
// use() says which Secret a tenant needs (and drops the watch it needed before); drop() that it needs none any more.
// get() is nullopt until the watch has answered, then the Secret or nullptr. `on_change` gets the tenants concerned, on
// a watcher's thread. Threads: use() and drop() of one tenant one after the other, else any. Shutdown: stop() ends and
// joins all watches.
class CredentialWatches {
public:
    struct Deps {
        std::shared_ptr<kube::Connection> connection;
        kube::WatcherOptions options;
        const base::Clock& clock;
        base::Random& random;
        base::Logger log;
    };
    using OnChange = std::function<void(const kube::ObjectKey& tenant)>;

    CredentialWatches(Deps deps, OnChange on_change);
    ~CredentialWatches();

    void use(const kube::ObjectKey& tenant, const kube::ObjectKey& secret);
    void drop(const kube::ObjectKey& tenant);
    std::optional<std::shared_ptr<const CredentialsSecret>> get(const kube::ObjectKey& secret) const;
    void stop();

private:
    struct Watch;
    std::shared_ptr<Watch> start(const kube::ObjectKey& secret);
    // Returns the watch that nobody needs any more.
    std::shared_ptr<Watch> release(const kube::ObjectKey& tenant) OP_REQUIRES(mutex_);
    std::vector<kube::ObjectKey> users(const kube::ObjectKey& secret) const;

    const Deps deps_;
    const OnChange on_change_;
    mutable base::Mutex mutex_;
    std::map<kube::ObjectKey, kube::ObjectKey> needs_ OP_GUARDED_BY(mutex_);           // tenant -> secret
    std::map<kube::ObjectKey, std::shared_ptr<Watch>> watches_ OP_GUARDED_BY(mutex_);  // by secret
};

}  // namespace tenant
