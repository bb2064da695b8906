#include "reconcilers/provisioning_key/kept_secret.h"

#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/secret_access.h"
#include "reconcilers/provisioning_key/tenant_access.h"

namespace provisioning_key {

namespace {

// The key that our filled Secret says it is of, where that is neither on record nor the one that was replaced.
std::optional<Identity> other_key(const Pass& pass, const secrets::OwnedSecret& place) {
    if (place.holds_nothing()) return std::nullopt;
    const auto annotation = place.meta.annotation(common::kExternalIdAnnotation);
    const auto named = annotation ? parse_external_id(*annotation) : std::nullopt;
    const auto& status = pass.object.status;
    if (!named || *named == status.identity || named->id == status.replaces) return std::nullopt;
    return named;
}

bool is_gone_or_free(Pass& pass, const Identity& key) {
    if (!pass.remote) find_tenant(pass, Purpose::Work);
    const auto& remote = *pass.remote;
    const bool here = key.customer_id == remote.customer_id() && key.microtenant_id == remote.microtenant_id() &&
                      key.association_type == pass.spec().association_type_text;
    if (!here) return false;
    const auto detail = pass.remote->get(key.id, zpa::Urgency::Publish);
    // Who turns to observing another key has the Secret follow, as long as nothing is lost by it.
    const bool follows = pass.spec().observes() && detail && !detail->value.empty();
    return !detail || detail->key.creation_time != key.creation_time || follows;
}

}  // namespace

void demand_no_kept_value(Pass& pass, const secrets::OwnedSecret& place) {
    const auto other = other_key(pass, place);
    if (!other || is_gone_or_free(pass, *other)) return;
    throw Blocked{.aspect = Blocked::Aspect::Secret,
                  .reason = reason::kSecretConflict,
                  .message = fmt::format(
                      "Secret {} holds the value of key {} of organisation {}, which is not this object's; it is left "
                      "alone. Choose another name by spec.secret.name, take the key over by spec.adopt.id, or remove "
                      "the Secret",
                      secret_key(pass).to_string(), other->id, other->customer_id),
                  .retry = pass.tools.timings.world};
}

bool holds_value_of_another(const Pass& pass, const secrets::OwnedSecret& place) {
    if (other_key(pass, place)) return true;
    const auto& before = pass.saved_status();
    if (before.value_fingerprint.empty() || before.identity == pass.object.status.identity) return false;
    return secrets::find_text(place, before.value_fingerprint, pass.spec().secret.key).has_value();
}

}  // namespace provisioning_key
