#pragma once

#include <optional>
#include <string>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The Secret in the cluster. All of them throw Blocked: SecretConflict for a Secret that is somebody else's, SecretRefused where quota,
// admission, a terminating namespace or our own permissions say no.

// Our Secret as it is now, created empty where there is none: before anything is asked of ZPA, so that whatever is wrong with the
// place shows before a key is minted. Without a key on record its name goes on record, and an earlier place is removed.
// Throws Error(Conflict), as remove_secret() does, where the Secret is a newer key's than the one this pass knows.
OwnedSecret hold_secret_place(Pass& pass);

// Puts value and template into it; never into another Secret nor over a newer state (Error(Conflict) then). False: all was there.
bool fill_secret(Pass& pass, const OwnedSecret& place, const std::string& value);

// Does the Secret, read live, hold the value we know by its fingerprint, where the spec wants it?
bool secret_holds_value(Pass& pass);

// The value as our Secret, under its present name or the last one, or our memory of it has it: proved by the fingerprint.
std::optional<std::string> remembered_value(Pass& pass, const OwnedSecret& secret);

// Is it whole, as far as the watch knows? Calls nobody.
bool secret_is_whole(const Pass& pass);

// The Secret named in the spec is the one from now on: puts it on record and deletes the one that was on record before.
void settle_secret_name(Pass& pass);

// Deletes our Secret of that name; a stranger's stays.
void remove_secret(Pass& pass, const std::string& name);

}  // namespace provisioning_key
