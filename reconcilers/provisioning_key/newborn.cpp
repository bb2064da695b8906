#include "reconcilers/provisioning_key/newborn.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/secret_removal.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/zpa/fingerprint.h"

namespace provisioning_key {

namespace {

// The object as it is now, not as the cache remembers it: still there, still marked by us? Recorded: an earlier pass
// has put this very key on record and the cache has not heard of it yet.
enum class Standing { Ours, Deleting, Recorded, Lost };
Standing look_at_object(Pass& pass, const std::string& key_id) {
    const auto live = pass.tools.client.get(common::provisioning_keys(), pass.key(), pass.run.stop);
    if (!live) return Standing::Lost;
    const auto seen = parse_provisioning_key(*live);
    if (seen.meta.uid != pass.object.meta.uid) return Standing::Lost;
    if (seen.status.identity.id == key_id) return Standing::Recorded;
    if (seen.status.creation != pass.object.status.creation) return Standing::Lost;
    pass.saw(seen.meta);
    return seen.meta.deleting() ? Standing::Deleting : Standing::Ours;
}

// The reply to a POST has ids only; what was asked for by name is shown by that until a list says more.
zpa::Key with_names(const Pass& pass, zpa::Key key) {
    const auto& spec = pass.spec();
    if (key.group_name.empty() && spec.group) key.group_name = spec.group->name;
    if (key.enrollment_cert_name.empty()) {
        key.enrollment_cert_name = spec.enrollment_cert
                                       ? spec.enrollment_cert->name.str()
                                       : std::string(zpa::default_certificate_name(pass.remote->type()));
    }
    return key;
}

void record_identity(Pass& pass, const zpa::KeyDetail& made) {
    auto& status = pass.status();
    const auto& mark = *status.creation;
    forget_key(status);
    status.identity = {mark.customer_id, mark.microtenant_id, mark.association_type, made.key.id,
                       made.key.creation_time};
    note_name_of(pass, mark);
    status.value_fingerprint = zpa::fingerprint(made.value);
    status.replaces = {};
    show_key(status, with_names(pass, made.key));
}

// The object is gone, or somebody else's now: nobody would own the key.
[[noreturn]] void take_back(Pass& pass, const std::string& id) {
    const auto& mark = *pass.status().creation;
    // Written down first: the deletion may have to wait for its turn, and no object remembers this key.
    if (auto debt = debt_of(pass.object, pass.tools.clock.now())) pass.tools.debts.add(pass.key(), std::move(*debt));
    pass.remote->remove(id, zpa::Urgency::Publish);
    pass.tools.debts.settle(pass.key(), mark.birth_name);
    throw base::Error(
        base::ErrorKind::Conflict,
        fmt::format("ProvisioningKey {} changed hands while its key was being created; key {} was deleted again",
                    pass.key().to_string(), id));
}

}  // namespace

void publish_newborn(Pass& pass, const zpa::KeyDetail& made, const std::optional<secrets::OwnedSecret>& place) {
    pass.keep_secret(made.value);
    const auto standing = look_at_object(pass, made.key.id);
    if (standing == Standing::Lost) take_back(pass, made.key.id);
    if (standing == Standing::Recorded) throw base::Error(base::ErrorKind::Conflict, "the key is on record already");
    const auto before = pass.status();
    try {
        record_identity(pass, made);
        if (standing == Standing::Ours && place) {  // once deletion has begun nothing is made any more
            fill_secret(pass, *place, made.value);
            note_secret_name(pass);
        }
        pass.status().creation.reset();
        pass.save_status();
    } catch (...) {
        pass.status() = before;  // the mark stays until the value is safe
        throw;
    }
    pass.tools.claims.claim(pass.status().identity, pass.status().value_fingerprint, pass.key());
    pass.event(runtime::EventType::Normal, "KeyCreated", "Create",
               fmt::format("created key {} in ZPA for group {}", made.key.id, pass.status().group.text()));
}

}  // namespace provisioning_key
