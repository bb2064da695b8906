#pragma once

#include <optional>

#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/secrets/owned_secret.h"

namespace provisioning_key {

// From "ZPA has it" to "it is ours on record": the value is published before the identity, so that there is no moment
// at which the only readable copy could get lost with the mark cleared. `place` is where the value goes, where it is
// published at all. Where the object is gone meanwhile, or somebody else's, the key is deleted again; throws then.
void publish_newborn(Pass& pass, const zpa::KeyDetail& made, const std::optional<secrets::OwnedSecret>& place);

}  // namespace provisioning_key
