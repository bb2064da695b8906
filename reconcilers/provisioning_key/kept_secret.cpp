#include "reconcilers/provisioning_key/kept_secret.h"

#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/secret_access.h"

namespace provisioning_key {

namespace {

// The key that our filled Secret says it is of, where that is neither on record nor the one that this creation
// replaces.
std::optional<Identity> other_key(const Pass& pass) {
    const auto secret = pass.tools.secrets.get(secret_key(pass));
    if (!secret || !is_ours(pass, *secret) || secret->holds_nothing()) return std::nullopt;
    const auto* annotation = secret->meta.annotation(common::kExternalIdAnnotation);
    const auto named = annotation == nullptr ? std::nullopt : parse_external_id(*annotation);
    const auto& status = pass.object.status;
    if (!named || *named == status.identity || named->id == status.replaces) return std::nullopt;
    return named;
}

bool is_gone(Pass& pass, const Identity& key) {
    const auto& remote = *pass.remote;
    const bool here = key.customer_id == remote.customer_id() && key.microtenant_id == remote.microtenant_id() &&
                      key.association_type == pass.spec().association_type_text;
    if (!here) return false;
    const auto detail = pass.remote->get(key.id, zpa::Urgency::Publish);
    return !detail || detail->key.creation_time != key.creation_time;
}

}  // namespace

void demand_no_kept_value(Pass& pass) {
    const auto other = other_key(pass);
    if (!other || is_gone(pass, *other)) return;
    throw Blocked{
        .aspect = Blocked::Aspect::Secret,
        .reason = reason::kSecretConflict,
        .message = fmt::format(
            "Secret {} holds the value of key {} of organisation {}, which an earlier object left; it is left "
            "alone. Choose another name by spec.secret.name, take the key over by spec.adopt.id, or remove "
            "the Secret",
            secret_key(pass).to_string(), other->id, other->customer_id),
        .retry = pass.tools.timings.world};
}

}  // namespace provisioning_key
