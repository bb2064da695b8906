#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/kube/object_key.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/zpa/association_type.h"

namespace provisioning_key {

// A creation whose object is gone although it had a finalizer (somebody removed that by hand, whether or not they made
// the object anew): the key it may have left in ZPA is ours to delete, found by its birth name.
struct Debt {
    kube::ObjectKey tenant;
    zpa::AssociationType type = zpa::AssociationType::ConnectorGroup;
    std::string microtenant_id;  // as the spec says; "" is the tenant's own
    // Where it was asked for: the lists of another organisation lack it for ever.
    std::string customer_id;
    std::string effective_microtenant_id;
    std::string birth_name;
    base::Instant since{};
};

// What an object with a mark leaves behind; nullopt without one.
std::optional<Debt> debt_of(const ProvisioningKey& object, base::Instant now);

// The debts by the object they come from. Threads: any.
class Debts {
public:
    void add(const kube::ObjectKey& object, Debt debt);  // one that is there already keeps its time
    std::vector<Debt> of(const kube::ObjectKey& object) const;
    void settle(const kube::ObjectKey& object, const std::string& birth_name);

private:
    mutable base::Mutex mutex_;
    std::unordered_map<kube::ObjectKey, std::vector<Debt>> debts_ OP_GUARDED_BY(mutex_);
};

}  // namespace provisioning_key
