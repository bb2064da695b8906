#pragma once

#include <optional>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The key on record: is it still there, is it still the same, does it have its name and everything the spec says?
// `newborn` is the key as this pass has just made it. Corrects or reports (driftPolicy); throws Blocked for what stands
// in the way. Returns when to look again, nullopt where a change of the world tells.
std::optional<base::Duration> keep_key(Pass& pass, std::optional<zpa::KeyDetail> newborn);

}  // namespace provisioning_key
