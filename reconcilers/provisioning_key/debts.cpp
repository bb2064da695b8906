#include "reconcilers/provisioning_key/debts.h"

#include <algorithm>

namespace provisioning_key {

std::optional<Debt> debt_of(const ProvisioningKey& object, base::Instant now) {
    const auto& mark = object.status.creation;
    const auto type = mark ? zpa::parse_association_type(mark->association_type) : std::nullopt;
    if (!type) return std::nullopt;
    return Debt{.tenant = object.spec->tenant,
                .type = *type,
                .microtenant_id = object.spec->microtenant_id,
                .customer_id = mark->customer_id,
                .effective_microtenant_id = mark->microtenant_id,
                .birth_name = mark->birth_name,
                .since = now};
}

void Debts::add(const kube::ObjectKey& object, Debt debt) {
    const base::MutexLock lock(mutex_);
    auto& debts = debts_[object];
    const auto known = [&](const Debt& other) { return other.birth_name == debt.birth_name; };
    if (std::none_of(debts.begin(), debts.end(), known)) debts.push_back(std::move(debt));
}

std::vector<Debt> Debts::of(const kube::ObjectKey& object) const {
    const base::MutexLock lock(mutex_);
    const auto found = debts_.find(object);
    return found == debts_.end() ? std::vector<Debt>{} : found->second;
}

void Debts::settle(const kube::ObjectKey& object, const std::string& birth_name) {
    const base::MutexLock lock(mutex_);
    const auto found = debts_.find(object);
    if (found == debts_.end()) return;
    std::erase_if(found->second, [&](const Debt& debt) { return debt.birth_name == birth_name; });
    if (found->second.empty()) debts_.erase(found);
}

}  // namespace provisioning_key
