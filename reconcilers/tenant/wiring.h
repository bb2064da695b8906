#pragma once

#include "controller/cache/store.h"
#include "controller/queue/work_queue.h"
#include "reconcilers/tenant/access.h"
#include "reconcilers/tenant/types.h"

namespace tenant {

// What makes a ZPATenant run again: its own spec, annotations and deletion. Its Secret is watched by CredentialWatches.
// Before the caches start; both must outlive them.
void wire(cache::Store<ZpaTenant>& tenants, queue::WorkQueue& queue);

// What the cache knows of a namespace's labels; it must outlive what is returned.
NamespaceLabels labels_in(const cache::Store<Namespace>& namespaces);

}  // namespace tenant
