#pragma once

#include <functional>

#include "controller/base/random.h"
#include "controller/cache/store.h"
#include "controller/kube/client.h"
#include "controller/runtime/event_recorder.h"
#include "controller/telemetry/zpa_metrics.h"
#include "reconcilers/provisioning_key/claims.h"
#include "reconcilers/provisioning_key/debts.h"
#include "reconcilers/provisioning_key/recollection.h"
#include "reconcilers/provisioning_key/timings.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/secrets/owned_secret.h"
#include "reconcilers/secrets/secret_memory.h"
#include "reconcilers/tenant/access.h"
#include "reconcilers/tenant/registry.h"

namespace provisioning_key {

// Everything the steps of a reconcile work with; one for all passes.
struct Tools {
    const cache::Store<ProvisioningKey>& keys;
    const cache::Store<secrets::OwnedSecret>& secrets;
    const cache::Store<tenant::ZpaTenant>& tenants;
    const kube::Client& client;
    tenant::Registry& registry;
    tenant::NamespaceLabels namespace_labels;
    Claims& claims;
    Debts& debts;
    Recollection& recollection;
    secrets::SecretMemory& secret_memory;
    runtime::EventRecorder& events;
    telemetry::ZpaMetrics& metrics;
    std::function<void(const kube::ObjectKey& tenant)> poke_tenant;  // look at it again, something is wrong with it
    bool ignore_unknown_tenants = false;                             // another operator's (--watch-selector)
    Timings timings;
    const base::Clock& clock;
    base::Random& random;
};

}  // namespace provisioning_key
