#include "reconcilers/provisioning_key/indexes.h"

#include <vector>

namespace provisioning_key {

std::string identity_index_value(const std::string& customer_id, const std::string& association_type,
                                 const std::string& id) {
    return customer_id + "/" + association_type + "/" + id;
}

void add_indexes(cache::Store<ProvisioningKey>& keys, cache::Store<secrets::OwnedSecret>& secrets) {
    secrets::index_by_owner(secrets);
    keys.add_index(kTenantIndex,
                   [](const ProvisioningKey& object) { return std::vector{object.spec->tenant.to_string()}; });
    keys.add_index(kIdentityIndex, [](const ProvisioningKey& object) {
        const auto& identity = object.status.identity;
        if (!identity.known()) return std::vector<std::string>{};
        return std::vector{identity_index_value(identity.customer_id, identity.association_type, identity.id)};
    });
    keys.add_index(kAbandonedIndex, [](const ProvisioningKey& object) {
        std::vector<std::string> names;
        for (const auto& creation : object.status.abandoned) names.push_back(creation.birth_name);
        return names;
    });
}

}  // namespace provisioning_key
