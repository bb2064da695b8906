#include "reconcilers/provisioning_key/upkeep.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/absence.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/creation.h"
#include "reconcilers/provisioning_key/drift.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/references.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"

namespace provisioning_key {

namespace {

Blocked stalled(const char* why, std::string message) { return {.reason = why, .message = std::move(message)}; }

// Nobody asked for that: the key is made again. `replaces` says that adoption has had its day.
[[noreturn]] void begin_anew(Pass& pass, std::string message) {
    auto& status = pass.status();
    pass.event(runtime::EventType::Warning, reason::kKeyDeletedInZpa, "Create", message);
    status.replaces = status.identity.id;
    forget_key(status);
    throw Blocked{.reason = reason::kKeyDeletedInZpa,
                  .message = std::move(message),
                  .retry = base::Duration::zero(),
                  .quiet = true};
}

[[noreturn]] void handle_absence(Pass& pass) {
    const auto& id = pass.status().identity.id;
    demand_gone(pass, id);
    const auto message =
        fmt::format("key {} was deleted in ZPA by somebody else; it is made again with a new value", id);
    if (!pass.spec().max_usage || !pass.spec().group) {
        throw stalled(
            reason::kKeyDeletedInZpa,
            fmt::format("key {} was deleted in ZPA by somebody else; to have it made again, say spec.maxUsage and "
                        "spec.group",
                        id));
    }
    begin_anew(pass, message);
}

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

// Asks for ids only where the key's own names differ from the spec's: in quiet times nothing is looked up.
Resolved resolve(Pass& pass, const zpa::Key& key) {
    Resolved out;
    const auto& spec = pass.spec();
    if (spec.group && !refers_to(*spec.group, key.group_id, key.group_name))
        out.group_id = resolve_group(pass, *spec.group);
    if (spec.enrollment_cert && !refers_to(*spec.enrollment_cert, key.enrollment_cert_id, key.enrollment_cert_name)) {
        out.enrollment_cert_id = resolve_certificate(pass);
    }
    return out;
}

// Was ZPA in line with this very spec before? Then the difference is somebody else's doing, not a change of the spec.
bool is_somebody_elses(const Pass& pass) { return pass.object.status.synced_generation == pass.object.meta.generation; }

void report(const Pass& pass, const Drift& drift) {
    throw Blocked{.reason = reason::kDrifted,
                  .message = fmt::format("changed in ZPA by others and left so (driftPolicy Report): {}",
                                         fmt::join(drift.fields, "; ")),
                  .retry = pass.tenant->spec.poll_interval};
}

// A name somebody else has keeps nothing but the name from being set.
std::optional<Blocked> leave_out_taken_name(Pass& pass, zpa::KeyChanges& changes) {
    if (!changes.name) return std::nullopt;
    try {
        demand_untaken_name(pass, *changes.name);
        return std::nullopt;
    } catch (const Blocked& blocked) {
        if (blocked.reason != reason::kNameTaken) throw;
        changes.name.reset();
        return blocked;
    }
}

// The value may be hidden only once it is seen to be safe; until then everything else goes ahead.
std::optional<Blocked> leave_out_hiding(Pass& pass, zpa::KeyChanges& changes) {
    if (!changes.exportable || secret_holds_value(pass)) return std::nullopt;
    changes.exportable.reset();
    return Blocked{.reason = reason::kNaming,
                   .message = "the value is hidden in ZPA once the Secret holds it",
                   .retry = pass.tools.timings.world,  // the Secret's own watch tells at once
                   .quiet = true};
}

void send(Pass& pass, zpa::KeyDetail& detail, const zpa::KeyChanges& changes, const Drift& drift,
          zpa::Urgency urgency) {
    try {
        pass.remote->put(detail, changes, urgency);
    } catch (const base::Error& error) {
        using Kind = base::ErrorKind;
        const bool not_found = error.kind() == Kind::NotFound;
        if (!not_found && error.kind() != Kind::Invalid && error.kind() != Kind::AlreadyExists) throw;
        // What was not found may as well be the group or the certificate: only the key itself says that it is gone.
        if (not_found && !pass.remote->get(detail.key.id, urgency)) handle_absence(pass);
        pass.tools.recollection.references_doubted(pass.object.meta.uid, pass.tools.clock.now());
        if (changes.name) {  // perhaps somebody was faster: a list from now on knows
            pass.remote->keys_since(pass.tools.clock.now(), urgency);
            demand_untaken_name(pass, *changes.name);
        }
        throw Blocked{.reason = reason::kUpdateRefused,
                      .message = fmt::format("ZPA refused the change ({}): {}; correct the spec, or what it refers to",
                                             fmt::join(drift.fields, "; "), error.what()),
                      .retry = pass.tools.timings.world};
    }
    if (changes.name) pass.tools.recollection.named(pass.object.meta.uid, pass.tools.clock.now());
}

void put(Pass& pass, zpa::KeyDetail& detail, const Drift& drift, zpa::Urgency urgency) {
    auto changes = drift.changes;
    const auto taken = leave_out_taken_name(pass, changes);
    const auto unsafe = leave_out_hiding(pass, changes);
    if (!changes.empty()) send(pass, detail, changes, drift, urgency);
    if (taken) throw *taken;
    if (unsafe) throw *unsafe;
}

// The last step of a creation that was cut short, with nothing else in it: nobody edited anything.
bool is_naming_of_newborn(const Pass& pass, const zpa::Key& key, zpa::KeyChanges changes) {
    if (pass.object.status.synced_generation != 0 || !changes.name || !is_birth_name(key.name, *changes.name))
        return false;
    changes.name.reset();
    changes.exportable.reset();
    return changes.empty();
}

// What is not as wanted after our PUT is not what it was before it either.
bool was_edited_since(const zpa::Key& before, const zpa::Key& after, const zpa::KeyChanges& wanted) {
    bool edited = false;
    zpa::visit_fields([&](const zpa::KeyField&, const auto& was, const auto& is,
                          const auto& want) { edited = edited || (want && !(was == is)); },
                      before, after, wanted);
    return edited;
}

enum class Again { Yes, No };

// Reads the key again and demands that ZPA shows what it accepted. An edit of somebody else in between is put right
// once; a second one in a row is more likely ZPA's own way to write a field.
zpa::KeyDetail put_and_look(Pass& pass, zpa::KeyDetail detail, const Drift& drift, const std::string& name,
                            Again again = Again::Yes) {
    const auto before = detail.key;
    const bool theirs = is_somebody_elses(pass);
    const bool finishes_creation = is_naming_of_newborn(pass, detail.key, drift.changes);
    put(pass, detail, drift, theirs ? zpa::Urgency::Correct : zpa::Urgency::Change);
    if (!finishes_creation) {
        pass.event(runtime::EventType::Normal, theirs ? "DriftCorrected" : "KeyUpdated", "Update",
                   fmt::format("key {}: {}", detail.key.id, fmt::join(drift.edits, "; ")));
    }
    auto after = pass.remote->get(detail.key.id, zpa::Urgency::Change);
    if (!after) handle_absence(pass);
    pass.keep_secret(after->value);
    pass.remote->note(after->key);
    const auto left = find_drift(pass.spec(), name, resolve(pass, after->key), after->key);
    if (!left.empty()) {
        if (again == Again::Yes && was_edited_since(before, after->key, left.changes)) {
            return put_and_look(pass, std::move(*after), left, name, Again::No);
        }
        throw Blocked{
            .reason = reason::kUpdateIgnored,
            .message = fmt::format("ZPA accepted a change and does not show it: {}", fmt::join(left.fields, "; ")),
            .retry = pass.tools.timings.world};
    }
    return std::move(*after);
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
            detail = put_and_look(pass, std::move(*detail), drift, name);
        }
        key = detail->key;
    } else if (!drift.empty()) {
        put(pass, *detail, drift, zpa::Urgency::Naming);
        key = detail->key;
    }
    show_key(pass.status(), key);
    note_name(pass, name);
    pass.status().synced_generation = pass.object.meta.generation;
    return settle_name(pass, key);
}

}  // namespace provisioning_key
