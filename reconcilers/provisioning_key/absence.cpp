#include "reconcilers/provisioning_key/absence.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/status.h"

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

}  // namespace

void demand_gone(const Pass& pass, const std::string& id) {
    if (is_young(pass, id)) throw not_shown_yet(id);
    if (pass.remote->microtenant_id().empty()) return;
    const auto keys = pass.remote->keys_since(pass.tools.clock.now() - pass.tools.timings.fresh, zpa::Urgency::Change);
    if (keys->find(id) != nullptr) throw not_shown_yet(id);
}

void handle_absence(Pass& pass) {
    const auto& id = pass.status().identity.id;
    demand_gone(pass, id);
    const auto message =
        fmt::format("key {} was deleted in ZPA by somebody else; it is made again with a new value", id);
    if (!pass.spec().max_usage || !pass.spec().group) {
        throw Blocked{.reason = reason::kKeyDeletedInZpa,
                      .message = fmt::format(
                          "key {} was deleted in ZPA by somebody else; to have it made again, say spec.maxUsage and "
                          "spec.group",
                          id)};
    }
    begin_anew(pass, message);
}

}  // namespace provisioning_key
