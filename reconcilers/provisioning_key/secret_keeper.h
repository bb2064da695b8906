#pragma once

#include <optional>
#include <string>

#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/secrets/owned_secret.h"

namespace provisioning_key {

// The Secret in the cluster. All of them throw Blocked: SecretConflict for a Secret that is somebody else's,
// SecretRefused where quota, admission, a terminating namespace or our own permissions say no.

// Our Secret as it is now, created empty where there is none: before anything is asked of ZPA, so that whatever is
// wrong with the place shows before a key is minted. Throws Error(Conflict) where the Secret is a newer key's than the
// one this pass knows.
secrets::OwnedSecret hold_secret_place(const Pass& pass);

// Puts value and template into it; never into another Secret nor over a newer state (Error(Conflict) then). False: all
// was there.
bool fill_secret(Pass& pass, const secrets::OwnedSecret& place, const std::string& value);

// Takes everything of ours out of it, and leaves it to the key on record.
void clear_secret(const Pass& pass, const secrets::OwnedSecret& place);

// Does the Secret, read live, hold the value we know by its fingerprint, where the spec wants it?
bool secret_holds_value(Pass& pass);

// The value as a Secret of ours, whatever its name, or our memory of one has it: proved by the fingerprint.
std::optional<std::string> remembered_value(Pass& pass, const secrets::OwnedSecret& secret);

// Is it whole, as far as the watch knows? Calls nobody.
bool secret_is_whole(const Pass& pass);

}  // namespace provisioning_key
