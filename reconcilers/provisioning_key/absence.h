#pragma once

#include <string>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// A key that ZPA has just answered "not found" for: is it gone? Not so soon after it was made or written, when ZPA may
// not show it yet; and in a microtenant, where every key is "not found" while it is not to be seen, only when a fresh
// list shows the place without the key. Throws Blocked where that is not so: Naming, MicrotenantNotOpen,
// TenantNotReady.
void demand_gone(const Pass& pass, const std::string& id);

// The key on record was not found: where it is gone, the object begins anew. Never returns; throws Blocked as
// demand_gone() does, or KeyDeletedInZPA.
[[noreturn]] void handle_absence(Pass& pass);

}  // namespace provisioning_key
