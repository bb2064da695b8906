#include "reconcilers/provisioning_key/healing.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"

namespace provisioning_key {

namespace {

// Nobody has the value: a key that nobody used is worth nothing, one that was used has components that still need it.
[[noreturn]] void give_up_value(Pass& pass, const zpa::Key& key) {
    auto& status = pass.status();
    if (status.value_fingerprint.empty()) {
        throw Blocked{Blocked::Aspect::Secret, reason::kValueHidden,
                      fmt::format("ZPA hides the value of key {}; put it into the Secret under \"{}\", or create another "
                                  "ProvisioningKey",
                                  key.id, pass.spec().secret.key),
                      pass.tools.timings.world};
    }
    if (key.usage_count > 0 || !pass.spec().max_usage || !pass.spec().group) {
        throw Blocked{Blocked::Aspect::Secret, reason::kValueLost,
                      fmt::format("the value of key {} was only in the Secret and is lost; components that enrolled go on. For new "
                                  "ones put the value back under \"{}\", or create another ProvisioningKey",
                                  key.id, pass.spec().secret.key),
                      pass.tools.timings.world};
    }
    const auto message = fmt::format("the value of key {} is lost and nobody had used it; it is deleted and made again", key.id);
    pass.remote->remove(key.id, zpa::Urgency::Change);
    pass.event(runtime::EventType::Warning, reason::kValueLost, "Create", message);
    status.replaces = status.identity.id;
    forget_key(status);
    throw Blocked{Blocked::Aspect::Key, reason::kValueLost, message, base::Duration::zero(), true};
}

std::string ask_zpa(Pass& pass) {
    find_tenant(pass, Purpose::Work);
    const auto& identity = pass.status().identity;
    demand_same_organisation(pass, identity.customer_id, identity.microtenant_id);
    const auto detail = pass.remote->get(identity.id, zpa::Urgency::Publish);
    const bool same = detail && detail->key.creation_time == identity.creation_time;
    if (!same) return "";  // the upkeep of the key says what has become of it
    if (detail->value.empty()) give_up_value(pass, detail->key);
    return detail->value;
}

// While the Secret is not whole the world's trouble is this object's too.
std::string value_from_zpa(Pass& pass) {
    try {
        return ask_zpa(pass);
    } catch (Blocked& blocked) {
        if (blocked.transient) blocked.aspect = Blocked::Aspect::Secret;
        blocked.transient = false;
        throw;
    }
}

}  // namespace

bool heal_secret(Pass& pass) {
    auto& status = pass.status();
    if (secret_is_whole(pass) && status.secret_name == pass.spec().secret.name) return true;
    const auto place = hold_secret_place(pass);
    auto value = remembered_value(pass, place);
    if (!value) {
        const auto shown = value_from_zpa(pass);
        if (shown.empty()) return false;
        value = shown;
    }
    pass.keep_secret(*value);
    status.value_fingerprint = zpa::fingerprint(*value);
    const bool was_published = !status.secret_name.empty();
    const bool filled = fill_secret(pass, place, *value);
    if (was_published && status.secret_name != pass.spec().secret.name) remove_secret(pass, status.secret_name);
    status.secret_name = pass.spec().secret.name;
    if (was_published && filled) {
        pass.event(runtime::EventType::Normal, "SecretRestored", "Publish",
                   fmt::format("Secret {} holds the key's value again", status.secret_name));
    }
    return true;
}

}  // namespace provisioning_key
