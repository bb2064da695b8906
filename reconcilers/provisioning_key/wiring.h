#pragma once

#include "controller/cache/store.h"
#include "controller/queue/work_queue.h"
#include "reconcilers/provisioning_key/claims.h"
#include "reconcilers/provisioning_key/debts.h"
#include "reconcilers/provisioning_key/recollection.h"
#include "reconcilers/provisioning_key/secret_memory.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/tenant/reconciler.h"
#include "reconcilers/tenant/session_pool.h"

namespace provisioning_key {

// What makes a ProvisioningKey run again: its own spec, annotations and deletion; its Secret; a change of its key in
// ZPA; its tenant; the labels of its namespace. Its own status does not, except for what the creation protocol records.
struct Wiring {
    cache::Store<ProvisioningKey>& keys;
    cache::Store<OwnedSecret>& secrets;
    cache::Store<tenant::ZpaTenant>& tenants;
    cache::Store<tenant::Namespace>& namespaces;
    tenant::SessionPool& sessions;
    SecretMemory& secret_memory;
    Debts& debts;
    Recollection& recollection;
    queue::WorkQueue& queue;
    const base::Clock& clock;
};

// Before the caches start; everything named must outlive them.
void wire(const Wiring& wiring);

// The part of it that keys and their Secrets are looked up by.
void add_indexes(cache::Store<ProvisioningKey>& keys, cache::Store<OwnedSecret>& secrets);

// What tenants ask of their users. Threads: any.
tenant::Users tenant_users(const cache::Store<ProvisioningKey>& keys, const cache::Store<tenant::ZpaTenant>& tenants,
                           const cache::Store<tenant::Namespace>& namespaces, queue::WorkQueue& queue);

}  // namespace provisioning_key
