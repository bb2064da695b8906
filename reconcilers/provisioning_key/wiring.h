#pragma once

#include "controller/cache/store.h"
#include "controller/queue/work_queue.h"
#include "reconcilers/provisioning_key/debts.h"
#include "reconcilers/provisioning_key/recollection.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/secrets/owned_secret.h"
#include "reconcilers/secrets/secret_memory.h"
#include "reconcilers/tenant/registry.h"
#include "reconcilers/tenant/session_pool.h"
#include "reconcilers/tenant/types.h"

namespace provisioning_key {

// What makes a ProvisioningKey run again: its own spec, annotations and deletion; its Secret; a change of its key in
// ZPA; its tenant; the labels of its namespace. Its own status does not, except for what the creation protocol records.
struct Wiring {
    cache::Store<ProvisioningKey>& keys;
    cache::Store<secrets::OwnedSecret>& secrets;
    cache::Store<tenant::ZpaTenant>& tenants;
    cache::Store<tenant::Namespace>& namespaces;
    tenant::SessionPool& sessions;
    const tenant::Registry& registry;
    secrets::SecretMemory& secret_memory;
    Debts& debts;
    Recollection& recollection;
    queue::WorkQueue& queue;
    const base::Clock& clock;
};

// Before the caches start; everything named must outlive them.
void wire(const Wiring& wiring);

// Makes all ProvisioningKeys of that tenant run; those that wait go before those that are well.
void wake_users(const cache::Store<ProvisioningKey>& keys, queue::WorkQueue& queue, const kube::ObjectKey& tenant);

}  // namespace provisioning_key
