#pragma once

#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/provisioning_key/status.h"

namespace provisioning_key {

// Tells people by an event what has changed since `before`, the status that the pass found. What is quiet changes
// conditions only.
void announce(Pass& pass, const Findings& findings, const Status& before);

}  // namespace provisioning_key
