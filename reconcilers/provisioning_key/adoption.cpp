#include "reconcilers/provisioning_key/adoption.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/absence.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/kept_secret.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/secret_access.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/secret_removal.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"
#include "reconcilers/zpa/fingerprint.h"

namespace provisioning_key {

namespace {

Identity identity_of(const Pass& pass, const zpa::Key& key) {
    return {pass.remote->customer_id(), pass.remote->microtenant_id(), pass.spec().association_type_text, key.id,
            key.creation_time};
}

// Our Secret that says it is of that key, under whatever name; nullptr where there is none.
std::shared_ptr<const secrets::OwnedSecret> secret_of(const Pass& pass, const Identity& identity) {
    const auto wanted = format_external_id(identity);
    for (auto& secret : all_of_ours(pass)) {
        const auto annotation = secret->meta.annotation(common::kExternalIdAnnotation);
        if (annotation && *annotation == wanted) return secret;
    }
    return nullptr;
}

std::string value_in(const Pass& pass, const secrets::OwnedSecret& secret) {
    return std::string(secret.data.find(pass.spec().secret.key).value_or(""));
}

// Who holds a key's value already learns nothing by adopting it. The Secret of a key that was only observed holds its
// value too, and says of no key that it is ours.
bool secret_proves(const Pass& pass, const zpa::KeyDetail& detail) {
    const auto secret = secret_of(pass, identity_of(pass, detail.key));
    return secret && !detail.value.empty() && value_in(pass, *secret) == detail.value;
}

// Where ZPA hides the value, the Secret beside a restored object is the only copy.
std::string value_to_keep(const Pass& pass, const zpa::KeyDetail& detail, const Identity& identity) {
    if (!detail.value.empty()) return detail.value;
    const auto secret = secret_of(pass, identity);
    return secret ? value_in(pass, *secret) : "";
}

void take_over(Pass& pass, const zpa::KeyDetail& detail) {
    pass.keep_secret(detail.value);
    const auto identity = identity_of(pass, detail.key);
    if (detail.key.read_only || detail.key.zscaler_managed) {
        throw Blocked{
            .reason = reason::kReadOnlyKey,
            .message = fmt::format("key {} cannot be managed in ZPA; use managementPolicy Observe", detail.key.id)};
    }
    if (const auto owner = pass.tools.claims.claim(identity, detail.key.value_fingerprint, pass.key())) {
        throw pass.until_next_poll(reason::kAlreadyClaimed,
                                   fmt::format("key {} belongs to ProvisioningKey {}; one key has one object",
                                               detail.key.id, owner->to_string()));
    }
    const auto before = pass.status();
    auto& status = pass.status();
    try {
        const auto place = hold_secret_place(pass);
        const auto value = value_to_keep(pass, detail, identity);
        note_name(pass, pass.spec().name.empty() ? base::SharedText(detail.key.name) : pass.spec().name);
        forget_key(status);
        status.identity = identity;
        status.adopted = true;
        status.value_fingerprint = value.empty() ? "" : zpa::fingerprint(value);
        note_secret_name(pass);
        show_key(status, detail.key);
        demand_no_kept_value(pass, place);
        if (!value.empty()) fill_secret(pass, place, value);
        // What is found there later, where ZPA hides the value, was put there for this key.
        if (value.empty() && holds_value_of_another(pass, place)) clear_secret(pass, place);
        pass.save_status();
    } catch (const Blocked&) {  // nothing was written, and nobody else has to wait for this object
        pass.status() = before;
        pass.tools.claims.forget(pass.key());
        throw;
    } catch (...) {
        pass.status() = before;
        throw;
    }
    pass.event(runtime::EventType::Normal, "KeyAdopted", "Adopt", fmt::format("took over key {}", detail.key.id));
}

bool adopt_by_annotation(Pass& pass) {
    const auto annotation = pass.object.meta.annotation(common::kExternalIdAnnotation);
    if (!annotation || !pass.status().replaces.empty()) return false;
    const auto identity = parse_external_id(*annotation);
    if (!identity || identity->association_type != pass.spec().association_type_text) return false;
    demand_same_organisation(pass, identity->customer_id, identity->microtenant_id);
    const auto detail = pass.remote->get(identity->id, zpa::Urgency::Publish);
    if (detail && secret_proves(pass, *detail)) {
        take_over(pass, *detail);
        return true;
    }
    demand_adoption(pass);
    if (!detail) {
        demand_gone(pass, identity->id);
        pass.status().replaces = identity->id;
        return false;
    }
    if (detail->key.creation_time != identity->creation_time) {
        throw pass.until_next_poll(
            reason::kTenantChanged,
            fmt::format(
                "key {} in ZPA was made at another time than the one of the annotation {}; remove the annotation "
                "to have a new key",
                identity->id, common::kExternalIdAnnotation));
    }
    take_over(pass, *detail);
    return true;
}

bool adopt_by_id(Pass& pass) {
    const auto& adopt = pass.spec().adopt;
    if (!adopt || adopt->id.empty() || adopt->id == pass.status().replaces) return false;
    demand_adoption(pass);
    const auto detail = pass.remote->get(adopt->id, zpa::Urgency::Publish);
    if (!detail) {
        throw pass.until_next_poll(reason::kKeyNotFound,
                                   fmt::format("ZPA has no {} key with id {}; correct spec.adopt.id",
                                               pass.spec().association_type_text, adopt->id));
    }
    take_over(pass, *detail);
    return true;
}

const zpa::Key* find_only(Pass& pass, const zpa::KeyList& keys, const std::string& name) {
    const auto matches = keys.find_by_name(name);
    if (matches.size() > 1) {
        throw pass.until_next_poll(
            reason::kKeyAmbiguous,
            fmt::format("ZPA has {} keys named \"{}\" (ids {} and {} among them); give spec.adopt.id", matches.size(),
                        name, matches[0]->id, matches[1]->id));
    }
    return matches.empty() ? nullptr : matches.front();
}

bool adopt_by_name(Pass& pass) {
    if (!pass.spec().adopt || !pass.spec().adopt->by_name) return false;
    const auto keys = pass.remote->keys_since(proof_of_names(pass), zpa::Urgency::Publish);
    const auto* key = find_only(pass, *keys, wanted_name(pass));
    if (key == nullptr) return false;
    demand_adoption(pass);
    const auto detail = pass.remote->get(key->id, zpa::Urgency::Publish);
    if (!detail) return false;
    take_over(pass, *detail);
    return true;
}

Blocked hidden(const Pass& pass, const std::string& id) {
    return Blocked{.aspect = Blocked::Aspect::Secret,
                   .reason = reason::kValueHidden,
                   .message = fmt::format("ZPA hides the value of key {}; only who created it has it", id),
                   .retry = pass.tools.timings.world};
}

// The list may trail: only what the key itself shows is published.
void publish_observed(Pass& pass, const zpa::Key& key) {
    const auto place = hold_secret_place(pass);
    const auto detail = pass.remote->get(key.id, zpa::Urgency::Publish);
    if (!detail || detail->key.creation_time != key.creation_time) {
        throw pass.until_next_poll(
            reason::kKeyNotFound,
            fmt::format("ZPA lists key {} and does not show it any more; correct spec.adopt or spec.name", key.id));
    }
    if (detail->value.empty()) throw hidden(pass, key.id);
    pass.keep_secret(detail->value);
    demand_no_kept_value(pass, place);
    pass.status().value_fingerprint = zpa::fingerprint(detail->value);
    // On record first: the Secret of an observed key does not say whose value it holds, and nobody may take it for
    // another key's that ZPA hides.
    pass.save_status();
    fill_secret(pass, place, detail->value);
}

}  // namespace

bool adopt_key(Pass& pass) { return adopt_by_annotation(pass) || adopt_by_id(pass) || adopt_by_name(pass); }

void observe_key(Pass& pass) {
    demand_adoption(pass);
    const auto keys = pass.remote->keys_since(
        pass.no_older_than(pass.tools.clock.now() - pass.tenant->spec.poll_interval * 2), zpa::Urgency::Change);
    const auto& adopt = pass.spec().adopt;
    const bool by_id = adopt && !adopt->id.empty();
    const auto name = wanted_name(pass);
    const auto* key = by_id ? keys->find(adopt->id) : find_only(pass, *keys, name);
    if (key == nullptr) {
        throw pass.until_next_poll(
            reason::kKeyNotFound,
            by_id ? fmt::format("ZPA has no {} key with id {}", pass.spec().association_type_text, adopt->id)
                  : fmt::format("ZPA has no {} key named \"{}\"", pass.spec().association_type_text, name));
    }
    auto& status = pass.status();
    status.identity = identity_of(pass, *key);
    status.observed = true;
    note_name(pass, key->name);
    show_key(status, *key);
    if (key->value_fingerprint.empty()) throw hidden(pass, key->id);
    status.value_fingerprint = key->value_fingerprint;
    if (!secret_is_whole(pass)) publish_observed(pass, *key);
    settle_secret_name(pass);
}

}  // namespace provisioning_key
