#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// `Retain` keeps key and Secret, and the Secret may be the only copy of the value: an object of the same name does not
// put another key's value over it. Throws Blocked(SecretConflict) where the Secret named in the spec is of another key
// that is still in ZPA, or of another organisation's. Asks ZPA only where there is such a Secret.
void demand_no_kept_value(Pass& pass);

}  // namespace provisioning_key
