#pragma once

#include "reconcilers/provisioning_key/indexes.h"
#include "reconcilers/provisioning_key/tools.h"

namespace fakes {

// What passes over ProvisioningKeys share in the program, for those who run passes without it: stores that are filled
// by hand, and nobody to be told of a tenant's trouble. What it is given must outlive it. Threads: one.
struct KeyWorkplace {
    KeyWorkplace(const kube::Client& api_server, runtime::EventRecorder& recorder, const base::Clock& time,
                 base::Random& chance)
        : client(api_server), events(recorder), clock(time), random(chance), zpa_metrics(metrics, time) {
        provisioning_key::add_indexes(keys, secrets);
    }

    provisioning_key::Tools tools() {
        return {.keys = keys,
                .secrets = secrets,
                .tenants = tenants,
                .client = client,
                .registry = registry,
                .namespace_labels = [](const std::string&) { return std::nullopt; },
                .claims = claims,
                .debts = debts,
                .recollection = recollection,
                .secret_memory = memory,
                .events = events,
                .metrics = zpa_metrics,
                .poke_tenant = [](const kube::ObjectKey&) {},
                .ignore_unknown_tenants = false,
                .timings = timings,
                .clock = clock,
                .random = random};
    }

    const kube::Client& client;
    runtime::EventRecorder& events;
    const base::Clock& clock;
    base::Random& random;
    cache::Store<provisioning_key::ProvisioningKey> keys;
    cache::Store<secrets::OwnedSecret> secrets;
    cache::Store<tenant::ZpaTenant> tenants;
    tenant::Registry registry;
    provisioning_key::Claims claims{keys};
    provisioning_key::Debts debts;
    provisioning_key::Recollection recollection;
    secrets::SecretMemory memory;
    const provisioning_key::Timings timings;
    telemetry::Metrics metrics;
    telemetry::ZpaMetrics zpa_metrics;
};

}  // namespace fakes
