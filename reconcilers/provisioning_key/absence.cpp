#include "reconcilers/provisioning_key/absence.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/blocked.h"

namespace provisioning_key {

namespace {

Blocked not_shown_yet(const std::string& id) {
    return {.reason = reason::kNaming,
            .message = fmt::format("ZPA does not show key {} yet", id),
            .retry = kNotShownYet,
            .quiet = true};
}

bool is_young(const Pass& pass, const std::string& id) {
    const auto made = base::WallTime(std::chrono::seconds(pass.object.status.identity.creation_time));
    return pass.remote->recently_written(id) || pass.tools.clock.wall() - made < pass.tools.timings.soon;
}

}  // namespace

void demand_gone(const Pass& pass, const std::string& id) {
    if (is_young(pass, id)) throw not_shown_yet(id);
    if (pass.remote->microtenant_id().empty()) return;
    const auto keys = pass.remote->keys_since(pass.tools.clock.now() - pass.tools.timings.fresh, zpa::Urgency::Change);
    if (keys->find(id) != nullptr) throw not_shown_yet(id);
}

}  // namespace provisioning_key
