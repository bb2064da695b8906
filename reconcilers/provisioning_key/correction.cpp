#include "reconcilers/provisioning_key/correction.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/absence.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/creation.h"
#include "reconcilers/provisioning_key/given_names.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/references.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/status.h"

namespace provisioning_key {

namespace {

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
    if (taken || unsafe) show_key(pass.status(), detail.key);  // the rest is as the spec says
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
    show_key(pass.status(), after->key);
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

}  // namespace

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

// The key itself has shown that it is not as wanted: what keeps it so is this object's trouble then, whoever's fault it
// is. Only what is over by itself is not worth a word.
zpa::KeyDetail correct(Pass& pass, zpa::KeyDetail detail, const Drift& drift, const std::string& name) {
    try {
        return put_and_look(pass, std::move(detail), drift, name);
    } catch (Blocked& blocked) {
        if (!blocked.quiet) blocked.transient = false;
        throw;
    }
}

void name_newborn(Pass& pass, zpa::KeyDetail& detail, const Drift& drift) {
    put(pass, detail, drift, zpa::Urgency::Naming);
}

}  // namespace provisioning_key
