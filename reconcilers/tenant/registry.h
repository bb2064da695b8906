#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "controller/base/mutex.h"
#include "controller/kube/object_key.h"
#include "reconcilers/zpa/session.h"

namespace tenant {

// What users of a tenant see of it: the session of its last complete credentials and whether they may start new work
// with it.
struct View {
    std::shared_ptr<zpa::Session> session;  // nullptr before the first complete credentials
    bool ready = false;
    std::string reason;  // of condition Ready
    std::string message;
};

// Where ZPATenant objects and those who use them meet: the tenant reconciler writes, the others read.
// A session outlives bad or missing credentials, since deletions may still need it; it goes with its tenant.
// Threads: any.
class Registry {
public:
    // While the present session is not ready, the view has the last one of the same organisation that was: credentials
    // that were good are not given up for some that nobody has accepted yet.
    View view(const kube::ObjectKey& tenant) const;
    // The session of the credentials as they are now, whatever came of them.
    std::shared_ptr<zpa::Session> present_session(const kube::ObjectKey& tenant) const;
    // The server of that organisation, "" while nobody knows.
    std::string api_url(const kube::ObjectKey& tenant) const;
    void set(const kube::ObjectKey& tenant, View view);
    void remove(const kube::ObjectKey& tenant);
    // An object is gone: nobody waits for its turn any more.
    void forget_waiting(const std::string& owner) const;

    // A user was told that this organisation accepts no provisioning keys at all: nobody asks again before `until`, as
    // long as the tenant keeps its session.
    struct Unsupported {
        std::string detail;
        base::Instant until;
    };
    void report_unsupported(const kube::ObjectKey& tenant, Unsupported report);
    std::optional<Unsupported> unsupported(const kube::ObjectKey& tenant, base::Instant now) const;

private:
    struct Entry {
        View view;
        std::shared_ptr<zpa::Session> proven;  // the last one that was ready
        std::optional<Unsupported> unsupported;
    };
    mutable base::Mutex mutex_;
    std::unordered_map<kube::ObjectKey, Entry> entries_ OP_GUARDED_BY(mutex_);
};

}  // namespace tenant
