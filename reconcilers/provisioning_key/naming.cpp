#include "reconcilers/provisioning_key/naming.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/given_names.h"

namespace provisioning_key {

namespace {

std::vector<const zpa::Key*> rivals(const zpa::KeyList& keys, const std::string& name, const std::string& own_id) {
    auto same = keys.find_by_name(name);
    std::erase_if(same, [&](const zpa::Key* key) { return key->id == own_id; });
    return same;
}

bool is_older(const zpa::Key& left, const zpa::Key& right) {
    const auto rank = [](const zpa::Key& key) { return std::tuple(key.creation_time, key.id.size(), key.id); };
    return rank(left) < rank(right);
}

Blocked taken(const Pass& pass, const std::string& name, const zpa::Key& holder, const char* why) {
    return pass.until_next_poll(why, fmt::format("key {} in ZPA has the name \"{}\" already; choose another spec.name, "
                                                 "delete or rename that key, or take it "
                                                 "over with spec.adopt",
                                                 holder.id, name));
}

[[noreturn]] void give_way(Pass& pass, const zpa::Key& holder, const std::string& name) {
    auto own = pass.remote->get(pass.status().identity.id, zpa::Urgency::Naming);
    if (own && own->key.name == name) {
        zpa::KeyChanges changes;
        changes.name = birth_name(name, new_nonce(pass.tools.random));
        pass.remote->put(*own, changes, zpa::Urgency::Naming);
    }
    throw taken(pass, name, holder, reason::kNameTaken);
}

std::string default_name(const Pass& pass) { return pass.tenant->spec.name_prefix + pass.object.meta.name.str(); }

// By another process, before lists had caught up. One that components use keeps its name in any case.
bool may_have_been_named_just_now(const Pass& pass, const zpa::Key& key) {
    const auto changed = base::WallTime(std::chrono::seconds(key.modified_time));
    return key.usage_count == 0 && pass.tools.clock.wall() - changed < pass.tools.timings.list_lag;
}

}  // namespace

std::string wanted_name(const Pass& pass) {
    if (!pass.spec().name.empty()) return pass.spec().name;
    const auto& status = pass.object.status;
    if (!status.name.empty() && !status.name_given) return status.name;
    return default_name(pass);
}

void note_name(Pass& pass, const base::SharedText& name) {
    pass.status().name = name;
    pass.status().name_given = !pass.spec().name.empty();
}

void note_name_of(Pass& pass, const CreationMark& mark) {
    pass.status().name = mark.name;
    const bool is_default = !pass.tenant || mark.name.str() == default_name(pass);  // a deletion may lack the tenant
    pass.status().name_given = mark.name == pass.spec().name || !is_default;
}

base::Instant proof_of_names(const Pass& pass) {
    return pass.no_older_than(std::max(pass.tools.recollection.arrival(pass.object.meta.uid),
                                       pass.tools.clock.now() - pass.tools.timings.fresh));
}

void demand_free_name(Pass& pass, const std::string& name) {
    const auto keys = pass.remote->keys_since(proof_of_names(pass), zpa::Urgency::Publish);
    const auto holders = rivals(*keys, name, "");
    if (!holders.empty()) throw taken(pass, name, *holders.front(), reason::kNameConflict);
}

void demand_untaken_name(Pass& pass, const std::string& name) {
    const auto keys = pass.remote->keys_since(pass.tools.clock.now() - pass.tools.timings.fresh, zpa::Urgency::Naming);
    const auto holders = rivals(*keys, name, pass.status().identity.id);
    if (!holders.empty()) throw taken(pass, name, *holders.front(), reason::kNameTaken);
}

std::optional<base::Duration> settle_name(Pass& pass, const zpa::Key& key) {
    const auto& uid = pass.object.meta.uid;
    const auto& timings = pass.tools.timings;
    const auto now = pass.tools.clock.now();
    auto named_at = pass.tools.recollection.named_at(uid);
    if (!named_at) {
        if (pass.status().adopted || pass.tools.recollection.is_settled(uid, key.name)) return std::nullopt;
        if (pass.object.ready() && !may_have_been_named_just_now(pass, key)) return std::nullopt;
        pass.tools.recollection.named(uid, now);  // a restart in between: the time is not known, so it counts from here
        named_at = now;
    }
    const auto caught_up = *named_at + timings.list_lag;
    if (now < *named_at + timings.name_check) {
        throw Blocked{.reason = reason::kNaming,
                      .message = "the key has its name; a fresh list must show nobody else with it",
                      .retry = *named_at + timings.name_check - now,
                      .quiet = true,
                      .transient = true,
                      .brief = true};
    }
    const auto keys = pass.remote->keys_since(now >= caught_up ? caught_up : *named_at, zpa::Urgency::Naming);
    for (const auto* rival : rivals(*keys, key.name, key.id)) {
        if (is_older(*rival, key)) give_way(pass, *rival, key.name);
    }
    const bool for_good = keys->asked_at() >= caught_up;
    pass.tools.recollection.name_settled(uid, key.name, for_good);
    if (for_good) return std::nullopt;
    return caught_up - now;
}

}  // namespace provisioning_key
