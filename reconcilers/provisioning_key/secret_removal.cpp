#include "reconcilers/provisioning_key/secret_removal.h"

#include <algorithm>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/secret_access.h"
#include "reconcilers/secrets/empty_places.h"
#include "reconcilers/secrets/secret_object.h"

namespace provisioning_key {

namespace {

bool is_leftover(const Pass& pass, const secrets::OwnedSecret& secret) {
    const bool named = secret.meta.name == pass.object.secret_name();
    if (named || !is_ours(pass, secret)) return false;
    return secrets::is_empty_place(secret) || (secrets::is_filled_by_us(secret) && find_value(pass, secret));
}

// Sent late by a process that was stopped, it must not meet a Secret that is in use again.
void remove_as_seen(const Pass& pass, const secrets::OwnedSecret& live) {
    const auto key = live.meta.key();
    const kube::RemoveOptions as_seen{.uid = live.meta.uid, .resource_version = live.meta.resource_version};
    ask(pass, "delete", key, [&] { return pass.tools.client.remove(kube::secrets(), key, as_seen, pass.run.stop); });
}

void remove_if_leftover(const Pass& pass, const kube::ObjectKey& key) {
    const auto live = read_live(pass, key);
    if (!live || !is_leftover(pass, *live)) return;
    remove_as_seen(pass, *live);
}

void remove_leftovers(const Pass& pass) {
    for (const auto& secret : all_of_ours(pass)) {
        if (is_leftover(pass, *secret)) remove_if_leftover(pass, secret->meta.key());
    }
}

void remove_secret(Pass& pass, const std::string& name) {
    const kube::ObjectKey key{pass.object.meta.namespace_name, name};
    const auto live = read_live(pass, key);
    if (!live || !is_ours(pass, *live)) return;
    demand_present_object(pass, *live);
    remove_as_seen(pass, *live);
}

}  // namespace

bool has_leftovers(const Pass& pass) {
    const auto all = all_of_ours(pass);
    return std::any_of(all.begin(), all.end(), [&](const auto& secret) { return is_leftover(pass, *secret); });
}

void note_secret_name(Pass& pass) {
    auto& on_record = pass.status().secret_name;
    if (on_record.empty()) on_record = pass.object.secret_name();
}

void settle_secret_name(Pass& pass) {
    auto& on_record = pass.status().secret_name;
    if (!on_record.empty() && on_record != pass.object.secret_name()) remove_secret(pass, on_record);
    on_record = pass.object.secret_name();
    remove_leftovers(pass);
}

void remove_secrets(Pass& pass) {
    const auto& last = pass.status().secret_name;
    remove_secret(pass, pass.object.secret_name());
    if (!last.empty() && last != pass.object.secret_name()) remove_secret(pass, last);
    remove_leftovers(pass);
}

}  // namespace provisioning_key
