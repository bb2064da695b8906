#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// What an object must say of itself before anything is done for it. All throw Blocked(InvalidSpec), which stalls it
// until its spec changes.
void demand_valid_spec(const Pass& pass);

// Before a deletion: only what would delete another key than its own, or one that was to stay.
void demand_valid_deletion(const Pass& pass);

// Before a creation. Does not stall: a default name has the tenant's prefix in it, which may change.
void demand_valid_name(const Pass& pass);

}  // namespace provisioning_key
