#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The Secret of a key on record: whole, or made so at once: from our own memory of it, proved by the fingerprint; from
// ZPA; or, where ZPA hides the value and we never had it, from what a person put into the Secret. Throws
// Blocked(ValueLost) where the value is nowhere any more; an unused key is then deleted and made again, a used one
// never. Throws Blocked(Naming) where ZPA does not show the key itself: its upkeep says what has become of it.
void heal_secret(Pass& pass);

}  // namespace provisioning_key
