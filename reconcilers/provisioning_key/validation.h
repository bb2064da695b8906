#pragma once

#include <optional>
#include <string>

#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// What is wrong with a spec in spite of the API server's own check (another schema version, addresses that only look right): names the
// field, the value and the fix. Pure; the same rules as crds/provisioningkeys.yaml.
std::optional<std::string> find_mistake(const Spec& spec);

// An address or CIDR range in the form that compares equal to every other way of writing it; nullopt for anything else.
std::optional<std::string> canonical_address(const std::string& text);

}  // namespace provisioning_key
