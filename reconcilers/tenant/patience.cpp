#include "reconcilers/tenant/patience.h"

namespace tenant {

Patience::Wait Patience::once_more(const kube::ObjectKey& tenant) {
    const base::MutexLock lock(mutex_);
    const auto delay = backoff_.next(tenant);
    return {backoff_.failures(tenant), delay};
}

void Patience::over(const kube::ObjectKey& tenant) {
    const base::MutexLock lock(mutex_);
    backoff_.forget(tenant);
}

}  // namespace tenant
