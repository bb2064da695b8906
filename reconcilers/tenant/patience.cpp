#include "reconcilers/tenant/patience.h"

#include <algorithm>

namespace tenant {

Patience::Wait Patience::once_more(const kube::ObjectKey& tenant) {
    const base::MutexLock lock(mutex_);
    auto& wait = waits_[tenant];
    wait.delay = wait.times++ == 0 ? first_ : std::min(last_, 2 * wait.delay);
    return wait;
}

void Patience::over(const kube::ObjectKey& tenant) {
    const base::MutexLock lock(mutex_);
    waits_.erase(tenant);
}

}  // namespace tenant
