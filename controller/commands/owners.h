#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "controller/commands/survey.h"
#include "reconcilers/provisioning_key/types.h"

namespace commands {

// Which keys of one organisation have a ProvisioningKey object. An object has a key by the identity in its status
// (organisation, type, id and creation time together; ids alone repeat), by the birth name of a creation that is under
// way or was given up, and by the annotation that stands for the identity after a restore. Where in doubt it has it:
// people delete what nobody has.
class Owners {
public:
    Owners(const std::vector<provisioning_key::ProvisioningKey>& objects, const std::string& customer_id);

    // nullptr where no object has it.
    const kube::ObjectKey* find(const ListedKey& listed) const;

private:
    void add(const provisioning_key::Identity& identity, const kube::ObjectKey& object);

    const std::string customer_id_;
    std::map<std::string, kube::ObjectKey> by_identity_;
    std::map<std::string, kube::ObjectKey> by_birth_name_;
};

}  // namespace commands
