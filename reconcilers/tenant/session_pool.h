#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "controller/base/mutex.h"
#include "controller/kube/object_key.h"
#include "controller/telemetry/zpa_metrics.h"
#include "reconcilers/zpa/budget_registry.h"
#include "reconcilers/zpa/session.h"

namespace tenant {

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
