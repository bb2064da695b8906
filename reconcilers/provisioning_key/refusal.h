#pragma once

#include "controller/base/error.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// Why ZPA refused a creation for certain, as the condition that says so. Tells the tenant where the whole organisation
// is meant.
Blocked explain_refusal(Pass& pass, const base::Error& refusal);

}  // namespace provisioning_key
