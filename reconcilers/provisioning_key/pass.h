#pragma once

#include <memory>
#include <string>
#include <vector>

#include "controller/base/random.h"
#include "controller/base/redaction.h"
#include "controller/cache/store.h"
#include "controller/kube/client.h"
#include "controller/runtime/event_recorder.h"
#include "controller/runtime/reconciler.h"
#include "controller/telemetry/zpa_metrics.h"
#include "reconcilers/provisioning_key/claims.h"
#include "reconcilers/provisioning_key/debts.h"
#include "reconcilers/provisioning_key/recollection.h"
#include "reconcilers/provisioning_key/remote.h"
#include "reconcilers/provisioning_key/secret_content.h"
#include "reconcilers/provisioning_key/secret_memory.h"
#include "reconcilers/provisioning_key/timings.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/tenant/access.h"
#include "reconcilers/tenant/registry.h"

namespace provisioning_key {

// Everything the steps of a reconcile work with; one for all passes.
struct Tools {
    const cache::Store<ProvisioningKey>& keys;
    const cache::Store<OwnedSecret>& secrets;
    const cache::Store<tenant::ZpaTenant>& tenants;
    const kube::Client& client;
    tenant::Registry& registry;
    tenant::NamespaceLabels namespace_labels;
    Claims& claims;
    Debts& debts;
    Recollection& recollection;
    SecretMemory& secret_memory;
    runtime::EventRecorder& events;
    telemetry::ZpaMetrics& metrics;
    std::function<void(const kube::ObjectKey& tenant)> poke_tenant;  // look at it again, something is wrong with it
    bool ignore_unknown_tenants = false;  // another operator's (--watch-selector)
    Timings timings;
    const base::Clock& clock;
    base::Random& random;
};

// One run of one object: the object with its status as it is being changed, and what has been found out about its surroundings.
class Pass {
public:
    Pass(Tools& tools, const ProvisioningKey& object, const runtime::RunContext& run);
    ~Pass();  // remembers what the cache still has to catch up with
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    Tools& tools;
    const runtime::RunContext& run;
    ProvisioningKey object;
    // Set by find_tenant() (tenant_access.h).
    std::shared_ptr<const tenant::ZpaTenant> tenant;
    std::unique_ptr<Remote> remote;

    Status& status() { return object.status; }
    // The status as the API server had it when we last heard of it, without what this pass means to write.
    const Status& saved_status() const { return saved_; }
    const Spec& spec() const { return object.spec; }
    kube::ObjectKey key() const { return object.meta.key(); }

    // Writes the status if it differs from what the API server has. Conditional on the resource version: throws
    // Error(Conflict) where the object moved on.
    void save_status();
    void event(runtime::EventType type, const std::string& reason, const std::string& action, const std::string& note);
    // Keeps a value, also in the form that Secrets carry it in, out of logs, events and conditions for as long as the pass lives.
    void keep_secret(const std::string& value);

private:
    const std::string seen_version_;
    Status saved_;
    std::vector<base::Redaction::Holder> redacted_;
};

}  // namespace provisioning_key
