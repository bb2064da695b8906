#pragma once

#include <string>
#include <vector>

#include "controller/kube/client.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/tenant/types.h"

namespace commands {

// Our objects of one namespace, or of all ("" ), ordered by namespace and name. Throws Error that says what to do where
// the kinds are not installed or not readable.
std::vector<tenant::ZpaTenant> list_tenants(const kube::Client& client, const std::string& namespace_name);
std::vector<provisioning_key::ProvisioningKey> list_keys(const kube::Client& client, const std::string& namespace_name);

// As many ProvisioningKeys as the caller may see.
struct VisibleKeys {
    std::vector<provisioning_key::ProvisioningKey> keys;
    // What was not seen, for people: "" where it is the whole cluster.
    std::string gap;
};

// All of the cluster; where that is forbidden, those of each namespace that the caller may list, as far as namespaces
// are known: by their list, else by what `tenant` names.
VisibleKeys list_visible_keys(const kube::Client& client, const tenant::ZpaTenant& tenant);

}  // namespace commands
