#include "controller/commands/owners.h"

#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"

namespace commands {

namespace {

// Without the microtenant: lists often leave it out, and a type's ids are unique in an organisation.
std::string text_of(std::string_view type, const std::string& id, std::int64_t creation_time) {
    return fmt::format("{}/{}/{}", type, id, creation_time);
}

}  // namespace

Owners::Owners(const std::vector<provisioning_key::ProvisioningKey>& objects, const std::string& customer_id)
    : customer_id_(customer_id) {
    for (const auto& object : objects) {
        const auto name = object.meta.key();
        add(object.status.identity, name);
        if (const auto annotation = object.meta.annotation(common::kExternalIdAnnotation)) {
            if (const auto identity = provisioning_key::parse_external_id(*annotation)) add(*identity, name);
        }
        if (object.status.creation) by_birth_name_.emplace(object.status.creation->birth_name, name);
        for (const auto& creation : object.status.abandoned) by_birth_name_.emplace(creation.birth_name, name);
    }
}

void Owners::add(const provisioning_key::Identity& identity, const kube::ObjectKey& object) {
    if (!identity.known() || identity.customer_id != customer_id_) return;
    by_identity_.emplace(text_of(identity.association_type, identity.id, identity.creation_time), object);
}

const kube::ObjectKey* Owners::find(const ListedKey& listed) const {
    const auto& key = listed.key;
    const auto known = by_identity_.find(text_of(zpa::to_string(listed.type), key.id, key.creation_time));
    if (known != by_identity_.end()) return &known->second;
    const auto born = by_birth_name_.find(key.name);
    return born == by_birth_name_.end() ? nullptr : &born->second;
}

}  // namespace commands
