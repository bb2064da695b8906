#include "reconcilers/provisioning_key/healing.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/kept_secret.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/secret_removal.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"
#include "reconcilers/secrets/plausible_value.h"
#include "reconcilers/zpa/fingerprint.h"

namespace provisioning_key {

namespace {

// Nobody has the value: a key that nobody used is worth nothing, one that was used has components that still need it.
[[noreturn]] void give_up_value(Pass& pass, const zpa::Key& key) {
    auto& status = pass.status();
    if (status.value_fingerprint.empty()) {
        throw Blocked{.aspect = Blocked::Aspect::Secret,
                      .reason = reason::kValueHidden,
                      .message = fmt::format(
                          "ZPA hides the value of key {}; put it into Secret {}/{} under \"{}\", as ZPA showed it "
                          "(number|host|text), or create another ProvisioningKey",
                          key.id, pass.key().namespace_name, pass.object.secret_name(), pass.spec().secret.key),
                      .retry = pass.tools.timings.world};
    }
    if (key.usage_count > 0 || !pass.spec().max_usage || !pass.spec().group) {
        throw Blocked{
            .aspect = Blocked::Aspect::Secret,
            .reason = reason::kValueLost,
            .message = fmt::format(
                "the value of key {} was only in the Secret and is lost; components that enrolled go on. For new "
                "ones put the value back under \"{}\", or create another ProvisioningKey",
                key.id, pass.spec().secret.key),
            .retry = pass.tools.timings.world};
    }
    const auto message =
        fmt::format("the value of key {} is lost and nobody had used it; it is deleted and made again", key.id);
    pass.remote->remove(key.id, zpa::Urgency::Change);
    pass.event(runtime::EventType::Warning, reason::kValueLost, "Create", message);
    status.replaces = status.identity.id;
    forget_key(status);
    throw Blocked{.reason = reason::kValueLost, .message = message, .retry = base::Duration::zero(), .quiet = true};
}

// Nothing can prove it, but whoever may write our Secret could hand out any other text as well.
std::optional<std::string> given_value(Pass& pass, const zpa::Key& key, const secrets::OwnedSecret& place) {
    const auto found = place.data.find(pass.spec().secret.key);
    if (!pass.status().value_fingerprint.empty() || !found) return std::nullopt;
    auto value = secrets::plausible_value(std::string(*found));
    if (!value) return std::nullopt;
    pass.event(
        runtime::EventType::Normal, "ValueAccepted", "Publish",
        fmt::format(
            "ZPA hides the value of key {}; the one that was put into Secret {} is taken for it from now on, and kept",
            key.id, pass.object.secret_name()));
    return value;
}

std::string ask_zpa(Pass& pass, const secrets::OwnedSecret& place) {
    find_tenant(pass, Purpose::Work);
    const auto& identity = pass.status().identity;
    demand_same_organisation(pass, identity.customer_id, identity.microtenant_id);
    const auto detail = pass.remote->get(identity.id, zpa::Urgency::Publish);
    const bool same = detail && detail->key.creation_time == identity.creation_time;
    if (!same) {
        throw Blocked{.aspect = Blocked::Aspect::Secret,
                      .reason = reason::kNaming,
                      .message = fmt::format("ZPA does not show key {}, so its value cannot be published", identity.id),
                      .retry = kNotShownYet,
                      .quiet = true};
    }
    if (!detail->value.empty()) return detail->value;
    if (auto value = given_value(pass, detail->key, place)) return *value;
    give_up_value(pass, detail->key);
}

// While the Secret is not whole the world's trouble is this object's too.
template <typename Call>
auto for_the_secret(Call&& call) {
    try {
        return call();
    } catch (Blocked& blocked) {
        if (blocked.transient) blocked.aspect = Blocked::Aspect::Secret;
        blocked.transient = false;
        throw;
    }
}

}  // namespace

void heal_secret(Pass& pass) {
    auto& status = pass.status();
    if (secret_is_whole(pass) && status.secret_name == pass.object.secret_name() && !has_leftovers(pass)) return;
    const auto place = hold_secret_place(pass);
    for_the_secret([&] { demand_no_kept_value(pass, place); });
    const bool had_value = !status.value_fingerprint.empty();
    auto value = remembered_value(pass, place);
    if (!value) value = for_the_secret([&] { return ask_zpa(pass, place); });
    pass.keep_secret(*value);
    status.value_fingerprint = zpa::fingerprint(*value);
    const bool filled = fill_secret(pass, place, *value);
    const bool was_published = had_value && !status.secret_name.empty();
    settle_secret_name(pass);
    if (was_published && filled) {
        pass.event(runtime::EventType::Normal, "SecretRestored", "Publish",
                   fmt::format("Secret {} holds the key's value again", status.secret_name));
    }
}

}  // namespace provisioning_key
