#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/zpa/models.h"
#include "tests/scenario/harness/zpa.h"

namespace bench {

// A ProvisioningKey as the operator leaves it once everything is done, and its Secret: so that thousands can be there
// without having been made one by one. Written with the operator's own words (conclude(), filled_secret()), so that it
// finds nothing to change.
struct SettledKey {
    nlohmann::json object;  // what a person applied, with our finalizer and annotation
    nlohmann::json secret;
    provisioning_key::ProvisioningKey typed;  // generation 1, status included
};
SettledKey settle(const std::string& namespace_name, const scenario::Zpa& zpa, const simulator::Key& key);

// That key as ZPA lists it.
zpa::Key as_listed(const simulator::Key& key);

inline constexpr auto kFinalizer = "zpa-operator.io/provisioning-key";

}  // namespace bench
