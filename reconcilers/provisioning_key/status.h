#pragma once

#include <optional>
#include <string>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/zpa/models.h"

namespace provisioning_key {

// What a pass came to; status.cpp turns it into conditions, and nothing else does.
struct Findings {
    std::optional<Blocked> key;     // what stands in the way of the key
    std::optional<Blocked> secret;  // or of its Secret
    bool secret_whole = false;
};

// The object has no key on record any more.
void forget_key(Status& status);

// The key's facts as ZPA shows them.
void show_key(Status& status, const zpa::Key& key);

// Findings -> conditions, observedGeneration and lastHandledReconcileAt. Pure.
void conclude(ProvisioningKey& object, const Findings& findings, base::WallTime now);

}  // namespace provisioning_key
