#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/zpa/key_update.h"
#include "reconcilers/zpa/models.h"

namespace provisioning_key {

// What must change in ZPA, and the same for people: as what is ("maxUsage 5 instead of 2") and as what is done about it
// ("maxUsage 5 -> 2").
struct Drift {
    zpa::KeyChanges changes;
    std::vector<std::string> fields;
    std::vector<std::string> edits;
    bool empty() const { return fields.empty(); }
};

// Does the key enrol into the group (or have the certificate) that the spec names? By name without case where the spec
// gives a name.
bool refers_to(const Reference& reference, const std::string& id, const std::string& name);

// Ids of what the spec names, where the key's own differ; resolved by the caller.
struct Resolved {
    std::optional<std::string> group_id;
    std::optional<std::string> enrollment_cert_id;
};

// Compares the managed fields one by one, with the server's ways of writing them in mind. Fields the spec leaves out
// are not managed. maxUsage is never asked to go below what is used. Pure.
Drift find_drift(const Spec& spec, const std::string& wanted_name, const Resolved& resolved, const zpa::Key& key);

}  // namespace provisioning_key
