#include "reconcilers/provisioning_key/secret_keeper.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/empty_places.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/zpa/models.h"

namespace provisioning_key {

using Kind = base::ErrorKind;

namespace {

kube::ObjectKey secret_key(const Pass& pass) { return {pass.object.meta.namespace_name, pass.spec().secret.name}; }

bool is_ours(const Pass& pass, const OwnedSecret& secret) { return secret.owner() == pass.key().to_string(); }

bool is_refusal(const base::Error& error) { return error.kind() == Kind::Forbidden || error.kind() == Kind::Invalid; }

Blocked refused(const char* verb, const kube::ObjectKey& secret, const base::Error& refusal, const Pass& pass) {
    return {Blocked::Aspect::Secret, reason::kSecretRefused,
            fmt::format("the API server does not let the operator {} Secret {}: {}; change what forbids it (a quota, an admission "
                        "policy, the operator's permissions). It is tried again within 5 minutes, at once with the annotation {}",
                        verb, secret.to_string(), refusal.what(), common::kReconcileRequestedAnnotation),
            pass.tools.timings.world};
}

// What the API server says no to in its own right becomes a condition; the rest passes.
template <typename Call>
auto ask(const Pass& pass, const char* verb, const kube::ObjectKey& secret, Call&& call) {
    try {
        return call();
    } catch (const base::Error& error) {
        if (is_refusal(error)) throw refused(verb, secret, error, pass);
        throw;
    }
}

std::optional<OwnedSecret> read_live(const Pass& pass, const kube::ObjectKey& key) {
    const auto object = ask(pass, "read", key, [&] { return pass.tools.client.get(kube::secrets(), key, pass.run.stop); });
    if (!object) return std::nullopt;
    return parse_owned_secret(*object);
}

[[noreturn]] void refuse_stranger(const Pass& pass, const OwnedSecret& secret) {
    const auto whose = secret.owner().empty() ? std::string("is not the operator's")
                                              : "belongs to ProvisioningKey " + secret.owner();
    throw Blocked{Blocked::Aspect::Secret, reason::kSecretConflict,
                  fmt::format("Secret {} exists and {}; it is left alone. Choose another name by spec.secret.name, or remove it",
                              secret_key(pass).to_string(), whose),
                  pass.tools.timings.world};
}

// What is only watched is nobody's to claim by its Secret.
std::string external_id(const Pass& pass) {
    return pass.object.owns_key() ? format_external_id(pass.object.status.identity) : "";
}

kube::TextMap entries(const Pass& pass, const std::string& value) {
    const auto& status = pass.object.status;
    return secret_entries(pass.spec().secret, value, status.identity.id, status.name);
}

// The value by its fingerprint, whatever entry it is in: that may just have been renamed in the spec.
const std::string* find_value(const Pass& pass, const OwnedSecret& secret) {
    return find_text(secret, pass.object.status.value_fingerprint, pass.spec().secret.key);
}

// A cache that trails behind another process, or an older list, shows an object with a key that it no longer has: its value must
// not go over the newer one, and our memory may well have it. The Secret tells, since it names its key.
void demand_present_object(const Pass& pass, const OwnedSecret& secret) {
    const auto* named = secret.meta.annotation(common::kExternalIdAnnotation);
    const auto& known = pass.saved_status().identity;
    if (named == nullptr || (known.known() && *named == format_external_id(known))) return;
    if (const auto live = pass.tools.client.get(common::provisioning_keys(), pass.key(), pass.run.stop)) {
        const auto seen = parse_provisioning_key(*live);
        if (seen.meta.uid == pass.object.meta.uid && seen.status.identity == known) return;
    }
    throw base::Error(Kind::Conflict, fmt::format("Secret {} is of a newer key than the one this pass knows of",
                                                  secret.meta.key().to_string()));
}

// Caches trail: the object may have been let go by another process, and its Secret with it. What is put there now would stay.
void demand_living_object(Pass& pass) {
    if (pass.was_seen()) return;
    const auto live = pass.tools.client.get(common::provisioning_keys(), pass.key(), pass.run.stop);
    if (live && kube::parse_object_meta(*live).uid == pass.object.meta.uid) return;
    pass.gone();
    throw base::Error(Kind::Conflict, fmt::format("ProvisioningKey {} is not there any more", pass.key().to_string()));
}

// Labels and annotations that the spec asks for are our apply's from the first: what it leaves out later goes. Without any there is
// nothing to own, the rest stays as long as the Secret.
nlohmann::json own_labels(const Pass& pass, const kube::ObjectKey& key, const nlohmann::json& empty, nlohmann::json made) {
    const auto& spec = pass.spec().secret;
    if (spec.labels.empty() && spec.annotations.empty()) return made;
    const auto patch = own_by_apply(empty, kube::parse_object_meta(made));
    return ask(pass, "write", key, [&] { return pass.tools.client.merge_patch(kube::secrets(), key, patch, pass.run.stop); });
}

std::optional<OwnedSecret> find_own(const Pass& pass, const kube::ObjectKey& key) {
    auto live = read_live(pass, key);
    if (!live) return std::nullopt;
    if (!is_ours(pass, *live)) refuse_stranger(pass, *live);
    demand_present_object(pass, *live);
    return live;
}

// Where the watch shows no Secret of ours, creating is the quickest way to ask.
OwnedSecret find_or_create(const Pass& pass) {
    const auto key = secret_key(pass);
    if (pass.tools.secrets.get(key)) {
        if (auto own = find_own(pass, key)) return std::move(*own);
    }
    const auto empty = empty_secret(pass.key(), pass.spec().secret);
    nlohmann::json made;
    try {
        made = pass.tools.client.create(kube::secrets(), key.namespace_name, empty, pass.run.stop);
    } catch (const base::Error& error) {
        if (error.kind() != Kind::AlreadyExists && !is_refusal(error)) throw;
        // A quota or a policy says no before the API server has looked whether there is one.
        if (auto own = find_own(pass, key)) return std::move(*own);
        if (is_refusal(error)) throw refused("create", key, error, pass);
        throw;  // it went in between: the next run sees what became of it
    }
    return parse_owned_secret(own_labels(pass, key, empty, std::move(made)));
}

}  // namespace

OwnedSecret hold_secret_place(Pass& pass) {
    auto place = find_or_create(pass);
    // On record before there is a value, or nobody would know of the place once the spec names another.
    if (!pass.status().identity.known()) settle_secret_name(pass);
    return place;
}

bool fill_secret(Pass& pass, const OwnedSecret& place, const std::string& value) {
    const auto& spec = pass.spec().secret;
    const auto id = external_id(pass);
    const auto wanted = entries(pass, value);
    if (is_filled(place, pass.key(), spec, wanted, id)) return false;
    if (is_empty_place(place)) demand_living_object(pass);
    for (const auto& [name, text] : wanted) {
        if (text.find(value) != std::string::npos) pass.keep_secret(text);
    }
    const auto key = secret_key(pass);
    ask(pass, "write", key, [&] {
        return pass.tools.client.apply(kube::secrets(), key, filled_secret(pass.key(), spec, place.meta, wanted, id),
                                       {.field_manager = common::kFieldManager}, pass.run.stop);
    });
    return true;
}

bool secret_holds_value(Pass& pass) {
    const auto live = read_live(pass, secret_key(pass));
    if (!live || !is_ours(pass, *live)) return false;
    const auto found = live->data.find(pass.spec().secret.key);
    if (found == live->data.end() || found->second.empty()) return false;
    return zpa::fingerprint(found->second) == pass.object.status.value_fingerprint;
}

std::optional<std::string> remembered_value(Pass& pass, const OwnedSecret& secret) {
    const auto& status = pass.object.status;
    if (const auto* value = find_value(pass, secret)) return *value;
    if (auto value = pass.tools.secret_memory.find(pass.key(), status.value_fingerprint)) return value;
    // It may just have been renamed in the spec; and the watch may not have told yet that somebody deleted it.
    const kube::ObjectKey last_key{pass.object.meta.namespace_name, status.secret_name};
    for (const auto& key : {secret_key(pass), last_key}) {
        const auto seen = pass.tools.secrets.get(key);
        if (!seen || !is_ours(pass, *seen)) continue;
        if (const auto* value = find_value(pass, *seen)) return *value;
    }
    if (status.secret_name.empty() || status.secret_name == pass.spec().secret.name) return std::nullopt;
    const auto last = read_live(pass, last_key);
    const auto* value = last && is_ours(pass, *last) ? find_value(pass, *last) : nullptr;
    return value == nullptr ? std::nullopt : std::optional(*value);
}

bool secret_is_whole(const Pass& pass) {
    const auto secret = pass.tools.secrets.get(secret_key(pass));
    if (!secret || !is_ours(pass, *secret)) return false;
    const auto* value = find_value(pass, *secret);
    return value != nullptr && is_filled(*secret, pass.key(), pass.spec().secret, entries(pass, *value), external_id(pass));
}

void settle_secret_name(Pass& pass) {
    auto& on_record = pass.status().secret_name;
    if (!on_record.empty() && on_record != pass.spec().secret.name) remove_secret(pass, on_record);
    on_record = pass.spec().secret.name;
    remove_unnamed_places(pass);
}

void remove_secret(Pass& pass, const std::string& name) {
    const kube::ObjectKey key{pass.object.meta.namespace_name, name};
    const auto live = read_live(pass, key);
    if (!live || !is_ours(pass, *live)) return;
    demand_present_object(pass, *live);
    ask(pass, "delete", key,
        [&] { return pass.tools.client.remove(kube::secrets(), key, live->meta.uid, "", pass.run.stop); });
}

}  // namespace provisioning_key
