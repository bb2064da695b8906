#include "reconcilers/provisioning_key/secret_keeper.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/secret_access.h"
#include "reconcilers/secrets/empty_places.h"
#include "reconcilers/secrets/secret_object.h"
#include "reconcilers/secrets/template.h"
#include "reconcilers/zpa/fingerprint.h"

namespace provisioning_key {

using Kind = base::ErrorKind;

namespace {

[[noreturn]] void refuse_stranger(const Pass& pass, const secrets::OwnedSecret& secret) {
    const auto whose =
        secret.owner().empty() ? "is not the operator's" : fmt::format("belongs to ProvisioningKey {}", secret.owner());
    throw Blocked{
        .aspect = Blocked::Aspect::Secret,
        .reason = reason::kSecretConflict,
        .message = fmt::format(
            "Secret {} exists and {}; it is left alone. Choose another name by spec.secret.name, or remove it",
            secret_key(pass).to_string(), whose),
        .retry = pass.tools.timings.world};
}

// What is only watched is nobody's to claim by its Secret.
std::string external_id(const Pass& pass) {
    return pass.object.owns_key() ? format_external_id(pass.object.status.identity) : "";
}

kube::TextMap entries(const Pass& pass, std::string_view value) {
    const auto& status = pass.object.status;
    return secrets::secret_entries(pass.spec().secret, value, status.identity.id, status.name);
}

// Caches trail: the object may have been let go by another process, and its Secret with it. What is put there now would
// stay. Nor is anything healed once deletion has begun.
void demand_living_object(Pass& pass) {
    if (pass.was_seen() && !pass.object.meta.deleting()) return;
    if (const auto live = pass.tools.client.get(common::provisioning_keys(), pass.key(), pass.run.stop)) {
        const auto seen = kube::parse_object_meta(*live);
        if (seen.uid == pass.object.meta.uid && !seen.deleting()) return;
    }
    pass.gone();
    throw base::Error(Kind::Conflict, fmt::format("ProvisioningKey {} goes, or is gone", pass.key().to_string()));
}

// Labels and annotations that the spec asks for are our apply's from the first: what it leaves out later goes. Without
// any there is nothing to own, the rest stays as long as the Secret.
nlohmann::json own_labels(const Pass& pass, const kube::ObjectKey& key, const nlohmann::json& empty,
                          nlohmann::json made) {
    const auto& spec = pass.spec().secret;
    if (spec.labels.empty() && spec.annotations.empty()) return made;
    const auto patch = secrets::own_by_apply(empty, kube::parse_object_meta(made));
    return ask(pass, "write", key,
               [&] { return pass.tools.client.merge_patch(kube::secrets(), key, patch, pass.run.stop); });
}

std::optional<secrets::OwnedSecret> find_own(const Pass& pass, const kube::ObjectKey& key) {
    auto live = read_live(pass, key);
    if (!live) return std::nullopt;
    if (!is_ours(pass, *live)) refuse_stranger(pass, *live);
    demand_present_object(pass, *live);
    return live;
}

void apply_entries(const Pass& pass, const secrets::OwnedSecret& place, const kube::TextMap& wanted) {
    const auto key = secret_key(pass);
    const auto body = secrets::filled_secret(pass.key(), pass.spec().secret, place.meta, wanted, external_id(pass));
    ask(pass, "write", key, [&] {
        return pass.tools.client.apply(kube::secrets(), key, body, {.field_manager = common::kFieldManager},
                                       pass.run.stop);
    });
}

}  // namespace

// Where the watch shows no Secret of ours, creating is the quickest way to ask.
secrets::OwnedSecret hold_secret_place(const Pass& pass) {
    const auto key = secret_key(pass);
    if (pass.tools.secrets.get(key)) {
        if (auto own = find_own(pass, key)) return std::move(*own);
    }
    const auto empty = secrets::empty_secret(pass.key(), key.name, pass.spec().secret);
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
    return secrets::parse_owned_secret(own_labels(pass, key, empty, std::move(made)));
}

bool fill_secret(Pass& pass, const secrets::OwnedSecret& place, const std::string& value) {
    const auto wanted = entries(pass, value);
    if (secrets::is_filled(place, pass.key(), pass.spec().secret, wanted, external_id(pass))) return false;
    if (secrets::is_empty_place(place)) demand_living_object(pass);
    for (const auto& [name, text] : wanted) {
        if (text.find(value) != std::string::npos) pass.keep_secret(text);
    }
    apply_entries(pass, place, wanted);
    return true;
}

void clear_secret(const Pass& pass, const secrets::OwnedSecret& place) { apply_entries(pass, place, {}); }

bool secret_holds_value(Pass& pass) {
    const auto live = read_live(pass, secret_key(pass));
    if (!live || !is_ours(pass, *live)) return false;
    const auto found = live->data.find(pass.spec().secret.key);
    if (!found || found->empty()) return false;
    return zpa::fingerprint(*found) == pass.object.status.value_fingerprint;
}

std::optional<std::string> remembered_value(Pass& pass, const secrets::OwnedSecret& secret) {
    const auto& status = pass.object.status;
    if (const auto value = find_value(pass, secret)) return std::string(*value);
    if (auto value = pass.tools.secret_memory.find(pass.key(), status.value_fingerprint)) return value;
    for (const auto& seen : all_of_ours(pass)) {
        if (const auto value = find_value(pass, *seen)) return std::string(*value);
    }
    // The watch may not have told yet.
    if (status.secret_name.empty() || status.secret_name == pass.object.secret_name()) return std::nullopt;
    const auto last = read_live(pass, {pass.object.meta.namespace_name, status.secret_name});
    const auto value = last && is_ours(pass, *last) ? find_value(pass, *last) : std::nullopt;
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

bool secret_is_whole(const Pass& pass) {
    const auto secret = pass.tools.secrets.get(secret_key(pass));
    if (!secret || !is_ours(pass, *secret)) return false;
    const auto value = find_value(pass, *secret);
    return value &&
           secrets::is_filled(*secret, pass.key(), pass.spec().secret, entries(pass, *value), external_id(pass));
}

}  // namespace provisioning_key
