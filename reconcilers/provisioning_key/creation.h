#pragma once

#include <optional>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The creation protocol (docs/architecture.md, How a key is created). A key is born under a name that only we can have
// given it, after a mark in our own status says so; an unknown outcome is never guessed. A kill between any two lines
// leaves a state from which the next pass goes on.

// No identity, no mark: makes sure that the name is free, holds the Secret's place, writes the mark, asks ZPA once.
// Ends with the identity recorded and the value in the Secret, or throws Blocked. Returns the newborn key, so that it
// can be named without being read again.
zpa::KeyDetail create_key(Pass& pass);

// A mark: finds out whether its key exists. Found: publishes it as create_key() does and returns it. Proven absent:
// gives the nonce up (nullopt; the next pass creates anew). Else throws Blocked(CreationUnresolved).
std::optional<zpa::KeyDetail> resolve_creation(Pass& pass);

}  // namespace provisioning_key
