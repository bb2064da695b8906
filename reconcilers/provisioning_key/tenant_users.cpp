#include "reconcilers/provisioning_key/tenant_users.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "reconcilers/common/object.h"
#include "reconcilers/provisioning_key/indexes.h"
#include "reconcilers/provisioning_key/wiring.h"

namespace provisioning_key {

namespace {

using KeyStore = cache::Store<ProvisioningKey>;

// Whom the tenant does not allow asks nothing of it.
std::vector<tenant::Demand> demands_of(const KeyStore& keys, const tenant::ZpaTenant& tenant,
                                       const tenant::NamespaceLabels& labels) {
    std::set<tenant::Demand> demands;
    for (const auto& key : keys.by_index(kTenantIndex, tenant.meta.key().to_string())) {
        if (!key->spec->association_type) continue;
        if (!tenant::namespace_allowed(tenant, key->meta.namespace_name, labels)) continue;
        demands.insert({*key->spec->association_type, key->spec->microtenant_id});
    }
    return {demands.begin(), demands.end()};
}

bool holds_tenant(const ProvisioningKey& object) {
    const bool keeps_nothing = object.abandoned() || object.spec->deletion_policy == DeletionPolicy::Retain;
    return !object.meta.finalizers->empty() && object.needs_zpa_to_go() && !keeps_nothing;
}

void count(const KeyStore& keys, const std::string& tenant, telemetry::ZpaMetrics& metrics) {
    std::map<std::string, std::size_t> states;
    for (const auto& key : keys.by_index(kTenantIndex, tenant)) {
        const auto* ready = common::find_ready(key->status.conditions);
        ++states[ready == nullptr ? "New" : ready->reason];
    }
    metrics.set(tenant, telemetry::metric::zpa_keys, "state", states);
}

}  // namespace

tenant::Users tenant_users(const KeyStore& keys, const cache::Store<tenant::ZpaTenant>& tenants,
                           tenant::NamespaceLabels labels, queue::WorkQueue& queue) {
    tenant::Users users;
    users.demands = [&keys, &tenants, labels = std::move(labels)](const kube::ObjectKey& name) {
        const auto tenant = tenants.get(name);
        return tenant ? demands_of(keys, *tenant, labels) : std::vector<tenant::Demand>{};
    };
    users.holders = [&keys](const kube::ObjectKey& tenant) {
        const auto all = keys.by_index(kTenantIndex, tenant.to_string());
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [](const auto& key) { return holds_tenant(*key); }));
    };
    users.changed = [&keys, &queue](const kube::ObjectKey& tenant) { wake_users(keys, queue, tenant); };
    users.count = [&keys](const kube::ObjectKey& tenant, telemetry::ZpaMetrics& metrics) {
        count(keys, tenant.to_string(), metrics);
    };
    return users;
}

}  // namespace provisioning_key
