#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// What deleting the object does in ZPA, by policy (docs/architecture.md, Deletion): the key deleted, or retired where
// components may still need it, or kept. Returns when nothing of ours is left there that should not be; throws Blocked
// for what stands in the way, naming the way out.
void dispose_of_key(Pass& pass);

// The object managed a key and is only to observe one from now on: its own stays in ZPA as it is, and nobody's. One
// that still has the name it was born under never was of use to anybody and is deleted.
void give_up_own_key(Pass& pass);

}  // namespace provisioning_key
