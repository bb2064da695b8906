#include "reconcilers/provisioning_key/deletion.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/absence.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/creation.h"
#include "reconcilers/provisioning_key/external_id_note.h"
#include "reconcilers/provisioning_key/late_keys.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"
#include "reconcilers/provisioning_key/upkeep.h"

namespace provisioning_key {

namespace {

constexpr std::size_t kRetiredLength = 6;
constexpr std::string_view kRetired = ".retired-";

void say(Pass& pass, runtime::EventType type, const char* why, std::string note) {
    pass.event(type, why, "Delete", note);
}

// What ZPA itself refuses is waited for, like everything else that stands in a deletion's way.
template <typename Call>
void ask(const Pass& pass, Call&& call) {
    try {
        call();
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::Invalid) throw;
        throw Blocked{.reason = reason::kDeletionRefused,
                      .message = fmt::format("ZPA refuses to let the key go: {}", error.what()),
                      .retry = pass.tenant ? pass.tenant->spec.poll_interval : pass.tools.timings.world};
    }
}

// Nobody documents what happens to components whose key goes, so one that may have some is only put out of use: by one
// PUT.
void retire(Pass& pass, zpa::KeyDetail detail, const std::string& because) {
    zpa::KeyChanges changes;
    changes.name = detail.key.name.str() + std::string(kRetired) + pass.tools.random.alphanumeric(kRetiredLength);
    changes.enabled = false;
    changes.max_usage = std::max<std::int64_t>(1, detail.key.usage_count);
    ask(pass, [&] { pass.remote->put(detail, changes, zpa::Urgency::Change); });
    say(pass, runtime::EventType::Normal, "KeyRetired",
        fmt::format("key {} stays in ZPA as \"{}\", disabled{}", detail.key.id, detail.key.name, because));
}

bool may_have_components(Pass& pass, const zpa::Key& key) {
    if (key.usage_count == 0) return false;
    if (!zpa::has_group_list(pass.remote->type())) return true;
    return pass.remote->has_components(key);
}

// By a pass that was cut short: our own name for it, at the end of the name that the key had.
bool is_retired(const std::string& name, const std::string& own_name) {
    const auto end = name.size() - std::min(name.size(), kRetired.size() + kRetiredLength);
    return end >= own_name.size() && name.starts_with(own_name) && name.compare(end, kRetired.size(), kRetired) == 0;
}

std::optional<zpa::KeyDetail> read_own_key(Pass& pass) {
    const auto& id = pass.status().identity.id;
    pass.remote->reserve_write(zpa::Urgency::Change);
    auto detail = pass.remote->get(id, zpa::Urgency::Change);
    if (!detail) demand_gone(pass, id);
    return detail;
}

void delete_or_retire(Pass& pass) {
    const auto& identity = pass.status().identity;
    demand_same_organisation(pass, identity.customer_id, identity.microtenant_id);
    auto detail = read_own_key(pass);
    if (!detail) return;  // gone is what was wanted
    pass.keep_secret(detail->value);
    const bool another = detail->key.creation_time != identity.creation_time;
    if (another || detail->key.read_only || detail->key.zscaler_managed) {
        say(pass, runtime::EventType::Warning, "KeyLeft",
            fmt::format("key {} in ZPA is {}; it is left alone", identity.id,
                        another ? "not ours any more" : "read-only"));
        return;
    }
    if (is_retired(detail->key.name, pass.status().name)) return;
    if (pass.spec().observes() && !is_birth_name(detail->key.name, pass.status().name)) {
        say(pass, runtime::EventType::Normal, "KeyLeft",
            fmt::format("key {} stays in ZPA (managementPolicy Observe)", identity.id));
        return;
    }
    if (pass.spec().deletion_policy == DeletionPolicy::Retire) {
        retire(pass, std::move(*detail), " (deletionPolicy Retire)");
    } else if (may_have_components(pass, detail->key)) {
        retire(pass, std::move(*detail), ", since components enrolled with it; delete them first to have it deleted");
    } else {
        ask(pass, [&] { pass.remote->remove(identity.id, zpa::Urgency::Change); });
        say(pass, runtime::EventType::Normal, "KeyDeleted", fmt::format("deleted key {} in ZPA", identity.id));
    }
}

void let_go(Pass& pass, const char* because) {
    const auto& status = pass.status();
    if (status.creation) {
        say(pass, runtime::EventType::Warning, "KeyLeft",
            fmt::format("a key named \"{}\" may exist in ZPA, its creation was under way ({})",
                        status.creation->birth_name, because));
    } else if (status.identity.known()) {
        say(pass, runtime::EventType::Normal, "KeyLeft",
            fmt::format("key {} stays in ZPA ({})", status.identity.id, because));
    }
}

// Whatever a deletion waits for, the condition names what would be left behind and how to let it go.
std::string way_out(const Pass& pass) {
    const auto& status = pass.object.status;
    std::string what;
    if (status.creation) {
        what = fmt::format("a key named \"{}\" may be left in ZPA", status.creation->birth_name);
    } else if (pass.object.owns_key()) {
        what = fmt::format("key {} of organisation {} stays in ZPA", status.identity.id, status.identity.customer_id);
    } else {
        what = fmt::format("a key named \"{}\" may turn up in ZPA", status.abandoned.back().birth_name);
    }
    return fmt::format("; until then {}, the annotation {}=true gives it up", what, common::kAbandonAnnotation);
}

void dispose(Pass& pass) {
    const auto& status = pass.status();
    find_tenant(pass, Purpose::Deletion);
    if (status.creation) resolve_creation(pass);
    if (!status.abandoned.empty()) {
        delete_late_keys(
            pass, *pass.remote->keys_since(pass.tools.clock.now() - pass.tools.timings.fresh, zpa::Urgency::Change));
    }
    if (pass.object.owns_key()) delete_or_retire(pass);
}

}  // namespace

void dispose_of_key(Pass& pass) {
    if (!pass.spec().association_type || !pass.object.needs_zpa_to_go()) return;
    if (pass.object.abandoned()) return let_go(pass, "given up by annotation");
    if (pass.spec().deletion_policy == DeletionPolicy::Retain) return let_go(pass, "deletionPolicy Retain");
    try {
        ask(pass, [&] { dispose(pass); });
    } catch (Blocked& blocked) {
        if (blocked.message.find(common::kAbandonAnnotation) == std::string::npos) blocked.message += way_out(pass);
        throw;
    }
}

void give_up_own_key(Pass& pass) {
    if (pass.status().creation) resolve_creation(pass);
    if (!pass.object.owns_key()) return;
    const auto& identity = pass.status().identity;
    demand_same_organisation(pass, identity.customer_id, identity.microtenant_id);
    const auto detail = read_own_key(pass);
    const bool ours = detail && detail->key.creation_time == identity.creation_time;
    if (ours && detail->key.usage_count == 0 && is_birth_name(detail->key.name, pass.status().name)) {
        ask(pass, [&] { pass.remote->remove(identity.id, zpa::Urgency::Change); });
    }
    remove_external_id(pass);
    pass.tools.claims.forget(pass.key());
    forget_key(pass.status());
}

}  // namespace provisioning_key
