#include "reconcilers/provisioning_key/late_keys.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/blocked.h"

namespace provisioning_key {

namespace {

using Kind = base::ErrorKind;

bool is_late(const zpa::Key& key, const std::string& birth_name) {
    return key.name == birth_name && key.usage_count == 0;
}

void delete_and_tell(Pass& pass, const zpa::Key& row, const std::string& birth_name) {
    if (row.id == pass.status().identity.id || !remove_late_key(*pass.remote, row, birth_name)) return;
    pass.event(runtime::EventType::Warning, "LateKeyDeleted", "Delete",
               fmt::format("key {} turned up under the name {} of a creation that had been given up; it was unused and "
                           "has been deleted",
                           row.id, birth_name));
}

void leave(Pass& pass, const zpa::Key& row, const std::string& birth_name, const std::string& why) {
    const auto until = pass.tools.clock.now() + pass.tools.timings.world;
    if (!pass.tools.recollection.late_key_stays(pass.object.meta.uid, row.id, until)) return;
    pass.event(runtime::EventType::Warning, "LateKeyLeft", "Delete",
               fmt::format(
                   "key {} turned up under the name {} of a creation that had been given up, and cannot be deleted: {}",
                   row.id, birth_name, why));
}

bool passes_by_itself(const Blocked& blocked) {
    return blocked.reason == reason::kQueued || blocked.reason == reason::kZpaUnavailable;
}

}  // namespace

bool remove_late_key(Remote& remote, const zpa::Key& row, const std::string& birth_name) {
    if (!is_late(row, birth_name)) return false;
    remote.reserve_write(zpa::Urgency::Change);
    const auto detail = remote.get(row.id, zpa::Urgency::Change);
    if (!detail || !is_late(detail->key, birth_name)) return false;
    remote.remove(row.id, zpa::Urgency::Change);
    return true;
}

void try_to_delete_late_key(Pass& pass, const zpa::Key& row, const std::string& birth_name) {
    if (pass.tools.recollection.is_late_key_left(pass.object.meta.uid, row.id, pass.tools.clock.now())) return;
    try {
        delete_and_tell(pass, row, birth_name);
    } catch (const Blocked& blocked) {
        if (passes_by_itself(blocked)) throw;
        leave(pass, row, birth_name, blocked.message);
    } catch (const base::Error& error) {
        if (error.kind() != Kind::Invalid && error.kind() != Kind::AlreadyExists) throw;
        leave(pass, row, birth_name, error.what());
    }
}

void delete_late_keys(Pass& pass) {
    if (pass.status().abandoned.empty()) return;
    const auto keys = pass.remote->known_keys();
    if (!keys) return;
    for (const auto& creation : pass.status().abandoned) {
        for (const auto* row : keys->find_by_name(creation.birth_name))
            try_to_delete_late_key(pass, *row, creation.birth_name);
    }
}

void delete_late_keys(Pass& pass, const zpa::KeyList& keys) {
    for (const auto& creation : pass.status().abandoned) {
        for (const auto* row : keys.find_by_name(creation.birth_name)) delete_and_tell(pass, *row, creation.birth_name);
    }
}

}  // namespace provisioning_key
