#pragma once

#include <functional>
#include <string>
#include <vector>

#include "controller/base/environment.h"
#include "controller/cache/store.h"
#include "controller/kube/client.h"
#include "controller/runtime/event_recorder.h"
#include "controller/runtime/reconciler.h"
#include "controller/telemetry/zpa_metrics.h"
#include "reconcilers/tenant/credential_watches.h"
#include "reconcilers/tenant/findings.h"
#include "reconcilers/tenant/inspection.h"
#include "reconcilers/tenant/patience.h"
#include "reconcilers/tenant/registry.h"
#include "reconcilers/tenant/session_pool.h"

namespace tenant {

// Who uses a tenant, asked of the kinds that refer to tenants.
struct Users {
    std::function<std::vector<Demand>(const kube::ObjectKey& tenant)> demands;  // what must be listed for them
    std::function<std::size_t(const kube::ObjectKey& tenant)> holders;  // objects that need it for their deletion
    std::function<void(const kube::ObjectKey& tenant)> changed;         // it became ready, or another organisation
    // Sets every metric that says how many of them there are.
    std::function<void(const kube::ObjectKey& tenant, telemetry::ZpaMetrics& metrics)> count;
};

// ZPATenant: reads its Secret, signs in, keeps the inventory of everything in use fresh, and says so.
class TenantReconciler final : public runtime::Reconciler {
public:
    struct Deps {
        const cache::Store<ZpaTenant>& tenants;
        const kube::Client& client;
        CredentialWatches& credentials;
        SessionPool& sessions;
        Registry& registry;
        Users users;
        runtime::EventRecorder& events;
        telemetry::ZpaMetrics& metrics;
        base::Environment environment;
        const base::Clock& clock;
        base::Random& random;
    };
    explicit TenantReconciler(Deps deps) : deps_(std::move(deps)) {}

    runtime::Result reconcile(const kube::ObjectKey& key, const runtime::RunContext& run) override;

private:
    runtime::Result forget(const kube::ObjectKey& key);
    runtime::Result let_go(const ZpaTenant& tenant, const runtime::RunContext& run);
    runtime::Result rest(const ZpaTenant& tenant, const runtime::RunContext& run);
    Findings look(const ZpaTenant& tenant, const runtime::RunContext& run, runtime::Result& next);
    runtime::Result poll(const ZpaTenant& tenant, zpa::Session& session, const runtime::RunContext& run,
                         Findings& findings);
    std::shared_ptr<zpa::Session> find_session(const ZpaTenant& tenant, Findings& findings);
    runtime::Result without_session(const kube::ObjectKey& key, Findings& findings);
    void publish(const ZpaTenant& tenant, std::shared_ptr<zpa::Session> session, const Findings& findings);
    void count(const kube::ObjectKey& tenant, zpa::Session* session, const Findings& findings);
    void write_status(const ZpaTenant& tenant, const Status& status, const runtime::RunContext& run);

    const Deps deps_;
    // For a Secret's watch to be answered; with answers that say nothing of when to come again.
    Patience watch_{std::chrono::milliseconds(50), std::chrono::seconds(30)};
    Patience trouble_{std::chrono::seconds(5), std::chrono::minutes(5)};
};

}  // namespace tenant
