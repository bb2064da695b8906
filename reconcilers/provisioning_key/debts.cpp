#include "reconcilers/provisioning_key/debts.h"

namespace provisioning_key {

void Debts::add(const kube::ObjectKey& object, Debt debt) {
    const std::lock_guard lock(mutex_);
    debts_[object] = std::move(debt);
}

std::optional<Debt> Debts::of(const kube::ObjectKey& object) const {
    const std::lock_guard lock(mutex_);
    const auto found = debts_.find(object);
    if (found == debts_.end()) return std::nullopt;
    return found->second;
}

void Debts::settle(const kube::ObjectKey& object) {
    const std::lock_guard lock(mutex_);
    debts_.erase(object);
}

}  // namespace provisioning_key
