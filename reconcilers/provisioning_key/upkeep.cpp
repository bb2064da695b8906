#include "reconcilers/provisioning_key/upkeep.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/absence.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/correction.h"
#include "reconcilers/provisioning_key/drift.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"

namespace provisioning_key {

namespace {

Blocked stalled(const char* why, std::string message) { return {.reason = why, .message = std::move(message)}; }

void demand_same_key(Pass& pass, const zpa::Key& key) {
    if (key.creation_time != pass.status().identity.creation_time) {
        throw Blocked{.reason = reason::kTenantChanged,
                      .message = fmt::format(
                          "key {} in ZPA was made at another time than ours: it is another organisation's or another "
                          "key; nothing is written. Check ZPATenant {}",
                          key.id, pass.spec().tenant.to_string()),
                      .retry = pass.tools.timings.world};
    }
    if (key.read_only || key.zscaler_managed) {
        throw stalled(reason::kReadOnlyKey,
                      fmt::format("key {} is {} in ZPA and cannot be managed; use managementPolicy Observe", key.id,
                                  key.zscaler_managed ? "managed by Zscaler" : "read-only"));
    }
    if (pass.spec().exportable.value_or(false) && !key.exportable) {
        throw stalled(
            reason::kValueHidden,
            fmt::format("ZPA hides the value of key {} for good; set spec.exportable to false or leave it out",
                        key.id));
    }
}

void report(const Pass& pass, const Drift& drift) {
    throw Blocked{.reason = reason::kDrifted,
                  .message = fmt::format("changed in ZPA by others and left so (driftPolicy Report): {}",
                                         fmt::join(drift.fields, "; ")),
                  .retry = pass.tenant->spec.poll_interval};
}

zpa::KeyDetail read_key(Pass& pass) {
    auto detail = pass.remote->get(pass.status().identity.id, zpa::Urgency::Correct);
    if (!detail) handle_absence(pass);
    pass.keep_secret(detail->value);
    return std::move(*detail);
}

const zpa::Key* find_listed(const Pass& pass, const std::shared_ptr<const zpa::KeyList>& keys) {
    return keys ? keys->find(pass.object.status.identity.id) : nullptr;
}

}  // namespace

std::optional<base::Duration> keep_key(Pass& pass, std::optional<zpa::KeyDetail> newborn) {
    const auto& identity = pass.status().identity;
    demand_same_organisation(pass, identity.customer_id, identity.microtenant_id);
    const auto keys =
        pass.asked_at() ? pass.remote->keys_since(*pass.asked_at(), zpa::Urgency::Change) : pass.remote->known_keys();
    std::optional<zpa::KeyDetail> detail = std::move(newborn);
    const bool is_newborn = detail.has_value();
    const auto* listed = find_listed(pass, keys);
    // A row that could not be read whole has no creation time: the key itself is asked before anything is said of it.
    if (!detail && (listed == nullptr || listed->creation_time != identity.creation_time)) detail = read_key(pass);
    zpa::Key key = detail ? detail->key : *listed;
    demand_same_key(pass, key);
    show_key(pass.status(), key);

    const auto name = wanted_name(pass);
    auto drift = find_drift(pass.spec(), name, resolve(pass, key), key);
    if (!drift.empty() && !is_newborn) {  // the list may trail: only what the key itself shows counts
        const bool theirs = is_somebody_elses(pass);
        if (!theirs || pass.spec().drift_policy == DriftPolicy::Correct) {
            pass.remote->reserve_write(theirs ? zpa::Urgency::Correct : zpa::Urgency::Change);
        }
        if (!detail) detail = read_key(pass);
        demand_same_key(pass, detail->key);
        drift = find_drift(pass.spec(), name, resolve(pass, detail->key), detail->key);
        if (!drift.empty()) {
            if (pass.spec().drift_policy == DriftPolicy::Report && is_somebody_elses(pass)) report(pass, drift);
            detail = correct(pass, std::move(*detail), drift, name);
        }
        key = detail->key;
    } else if (!drift.empty()) {
        name_newborn(pass, *detail, drift);
        key = detail->key;
    }
    show_key(pass.status(), key);
    note_name(pass, name);
    pass.status().synced_generation = pass.object.meta.generation;
    return settle_name(pass, key);
}

}  // namespace provisioning_key
