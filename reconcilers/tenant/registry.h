#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "controller/base/mutex.h"
#include "controller/kube/object_key.h"
#include "controller/telemetry/zpa_metrics.h"
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

// Makes sessions, or finds the one that exists: shared only where URL, customer, microtenant and credentials are all
// the same, so that nobody reads with another's rights. Threads: any.
class SessionPool {
public:
    // Told of each complete list of keys: what changed since the one before concerns the objects of that customer.
    using KeyListener = std::function<void(const zpa::TenantIdentity& organisation, zpa::AssociationType type,
                                           const zpa::KeyList* before, const zpa::KeyList& after)>;
    SessionPool(zpa::BudgetRegistry& budgets, const base::WriteFence& fence, zpa::Session::Options options,
                telemetry::ZpaMetrics& metrics, base::RequestObserver& requests, const base::Clock& clock,
                base::Random& random);
    void set_listener(KeyListener listener) { listener_ = std::move(listener); }  // before the first get()

    // `tenant` names the requests of a session that is made here; who shares it later is counted under the same name.
    // The lowest limits of those who share hold.
    std::shared_ptr<zpa::Session> get(const kube::ObjectKey& tenant, const zpa::Credentials& credentials, int reads,
                                      int writes);
    void forget(const kube::ObjectKey& tenant);

private:
    struct Limits {
        int reads = 0;
        int writes = 0;
    };
    struct Entry {
        std::weak_ptr<zpa::Session> session;
        std::map<kube::ObjectKey, Limits> limits;  // by tenant
        void apply() const;
    };
    std::shared_ptr<zpa::Session> make(const kube::ObjectKey& tenant, const zpa::Credentials& credentials,
                                       std::shared_ptr<zpa::RateBudget> budget);

    zpa::BudgetRegistry& budgets_;
    const base::WriteFence& fence_;
    const zpa::Session::Options options_;
    telemetry::ZpaMetrics& metrics_;
    base::RequestObserver& requests_;
    const base::Clock& clock_;
    base::Random& random_;
    KeyListener listener_;
    base::Mutex mutex_;
    std::vector<Entry> sessions_ OP_GUARDED_BY(mutex_);
};

}  // namespace tenant
