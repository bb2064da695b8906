#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The Secret of a key on record: whole, or made so at once: from our own memory of it, proved by the fingerprint, or from ZPA.
// Throws Blocked(ValueLost) where the value is nowhere any more; an unused key is then deleted and made again, a used one never.
// False where ZPA no longer shows the key itself: its upkeep says what has become of it.
bool heal_secret(Pass& pass);

}  // namespace provisioning_key
