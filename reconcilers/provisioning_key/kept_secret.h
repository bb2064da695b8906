#pragma once

#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/secrets/owned_secret.h"

namespace provisioning_key {

// `Retain` keeps key and Secret, and the Secret may be the only copy of the value: whoever comes by that Secret later,
// by its object's name or by spec.secret.name, does not put another key's value over it. Throws Blocked(SecretConflict)
// where `place`, our Secret as it is now, is of another key that is still in ZPA, or of another organisation's. Asks
// ZPA only where there is such a Secret.
void demand_no_kept_value(Pass& pass, const secrets::OwnedSecret& place);

// Does it hold what is known to be another key's value: by its annotation, or since this object observed that key?
bool holds_value_of_another(const Pass& pass, const secrets::OwnedSecret& place);

}  // namespace provisioning_key
