#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// Which Secrets an object leaves behind: none. All of them throw Blocked(SecretRefused) where the API server says no,
// and Error(Conflict) where a Secret is a newer key's than the one this pass knows, or has been written since it was
// looked at.

// Is there one of ours beside the one that the spec names, as the watch knows it: never filled, or with the value on
// record? A spec that was edited twice leaves such, and a kill. A Secret with any other value is no leftover, since
// `Retain` may have left it.
bool has_leftovers(const Pass& pass);

// The Secret named in the spec has just got the value: puts its name on record where there is none yet. An earlier one
// stays on record until that Secret is removed.
void note_secret_name(Pass& pass);

// The Secret named in the spec, which holds the value, is the one from now on: deletes the one that was on record
// before and whatever else is left over, and puts the name on record.
void settle_secret_name(Pass& pass);

// Deletes the object's Secret, under its present name and the last one, and what is left over. A stranger's stays, and
// a person's copy.
void remove_secrets(Pass& pass);

}  // namespace provisioning_key
