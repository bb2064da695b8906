#pragma once

#include "controller/cache/store.h"
#include "controller/queue/work_queue.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/tenant/access.h"
#include "reconcilers/tenant/reconciler.h"

namespace provisioning_key {

// What tenants ask of the ProvisioningKeys that refer to them, and how they wake them. What is named must outlive what
// is returned. Threads: any.
tenant::Users tenant_users(const cache::Store<ProvisioningKey>& keys, const cache::Store<tenant::ZpaTenant>& tenants,
                           tenant::NamespaceLabels labels, queue::WorkQueue& queue);

}  // namespace provisioning_key
