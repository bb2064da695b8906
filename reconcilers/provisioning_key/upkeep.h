#pragma once

#include <optional>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// So soon after it was made or written ZPA may not show a key yet: its absence proves nothing.
bool may_not_show_yet(const Pass& pass);
Blocked not_shown_yet(const std::string& id);

// The key on record: is it still there, is it still the same, does it have its name and everything the spec says? `newborn` is the key as
// this pass has just made it. Corrects or reports (driftPolicy); throws Blocked for what stands in the way.
// Returns when to look again, nullopt where a change of the world tells.
std::optional<base::Duration> keep_key(Pass& pass, std::optional<zpa::KeyDetail> newborn);

}  // namespace provisioning_key
