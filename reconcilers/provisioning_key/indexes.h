#pragma once

#include <string>

#include "controller/cache/store.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/secrets/owned_secret.h"

namespace provisioning_key {

// What ProvisioningKeys are looked up by.
inline constexpr auto kTenantIndex = "tenant";        // the ZPATenant they refer to, "namespace/name"
inline constexpr auto kIdentityIndex = "identity";    // what their key is known by, observed or owned
inline constexpr auto kAbandonedIndex = "abandoned";  // birth names of creations that were given up

std::string identity_index_value(const std::string& customer_id, const std::string& association_type,
                                 const std::string& id);

// All of these, and that of their Secrets by owner. Before the caches start.
void add_indexes(cache::Store<ProvisioningKey>& keys, cache::Store<secrets::OwnedSecret>& secrets);

}  // namespace provisioning_key
