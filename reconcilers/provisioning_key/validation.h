#pragma once

#include <optional>
#include <string>

#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// All of them name the field, the value and the fix, and are pure.

// What is wrong with an object in spite of the API server's own check (rules that were bypassed or are of another
// version, addresses that only look right). The same rules as crds/provisioningkeys.yaml; tests/schema has one example
// of each.
std::optional<std::string> find_mistake(const ProvisioningKey& object);

// The part of it that a deletion depends on as well: what to do with the key, and which key it is.
std::optional<std::string> find_mistake_in_deletion(const ProvisioningKey& object);

// What is wrong with a name that the key is to be created under; the default one depends on the tenant's prefix.
std::optional<std::string> find_mistake_in_name(const std::string& name);

}  // namespace provisioning_key
