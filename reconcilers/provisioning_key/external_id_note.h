#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The backup of the identity for restores without status: the object's annotation external-id. Both write only where it
// is not so already, and throw Error(Conflict) where the object moved on.
void note_external_id(Pass& pass);
// Of a key that is given up: it must not be taken back because the annotation still names it.
void remove_external_id(Pass& pass);

}  // namespace provisioning_key
