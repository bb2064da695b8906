#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// No identity yet: is there a key that the object is to take over (the external-id annotation of a restore, adopt.id,
// adopt.byName)? True where one was found: identity recorded, value in the Secret. False: create one. Throws Blocked:
// AdoptionNotAllowed, AlreadyClaimed, TenantChanged, KeyNotFound, KeyAmbiguous, ReadOnlyKey.
bool adopt_key(Pass& pass);

// managementPolicy Observe: finds the key of others and keeps its value in the Secret.
void observe_key(Pass& pass);

}  // namespace provisioning_key
