#include "reconcilers/tenant/patience.h"

namespace tenant {

Patience::Wait Patience::once_more(const kube::ObjectKey& object) {
    const base::MutexLock lock(mutex_);
    const auto delay = backoff_.next(object);
    return {backoff_.failures(object), delay};
}

void Patience::over(const kube::ObjectKey& object) {
    const base::MutexLock lock(mutex_);
    backoff_.forget(object);
}

}  // namespace tenant
