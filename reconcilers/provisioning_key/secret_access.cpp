#include "reconcilers/provisioning_key/secret_access.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"

namespace provisioning_key {

using Kind = base::ErrorKind;

kube::ObjectKey secret_key(const Pass& pass) { return {pass.object.meta.namespace_name, pass.object.secret_name()}; }

bool is_ours(const Pass& pass, const secrets::OwnedSecret& secret) { return secret.owner() == pass.key().to_string(); }

std::vector<std::shared_ptr<const secrets::OwnedSecret>> all_of_ours(const Pass& pass) {
    return pass.tools.secrets.by_index(secrets::kOwnerIndex, pass.key().to_string());
}

std::optional<std::string_view> find_value(const Pass& pass, const secrets::OwnedSecret& secret) {
    return secrets::find_text(secret, pass.object.status.value_fingerprint, pass.spec().secret.key);
}

bool is_refusal(const base::Error& error) { return error.kind() == Kind::Forbidden || error.kind() == Kind::Invalid; }

Blocked refused(const char* verb, const kube::ObjectKey& secret, const base::Error& refusal, const Pass& pass) {
    return Blocked{
        .aspect = Blocked::Aspect::Secret,
        .reason = reason::kSecretRefused,
        .message = fmt::format(
            "the API server does not let the operator {} Secret {}: {}; change what forbids it (a quota, an admission "
            "policy, the operator's permissions). It is tried again within 5 minutes, at once with the annotation {}",
            verb, secret.to_string(), refusal.what(), common::kReconcileRequestedAnnotation),
        .retry = pass.tools.timings.world};
}

std::optional<secrets::OwnedSecret> read_live(const Pass& pass, const kube::ObjectKey& key) {
    const auto object =
        ask(pass, "read", key, [&] { return pass.tools.client.get(kube::secrets(), key, pass.run.stop); });
    if (!object) return std::nullopt;
    return secrets::parse_owned_secret(*object);
}

void demand_present_object(const Pass& pass, const secrets::OwnedSecret& secret) {
    const auto named = secret.meta.annotation(common::kExternalIdAnnotation);
    const auto& known = pass.saved_status().identity;
    if (!named || (known.known() && *named == format_external_id(known))) return;
    if (const auto live = pass.tools.client.get(common::provisioning_keys(), pass.key(), pass.run.stop)) {
        const auto seen = parse_provisioning_key(*live);
        if (seen.meta.uid == pass.object.meta.uid && seen.status.identity == known) return;
    }
    throw base::Error(Kind::Conflict, fmt::format("Secret {} is of a newer key than the one this pass knows of",
                                                  secret.meta.key().to_string()));
}

}  // namespace provisioning_key
