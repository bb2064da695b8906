#pragma once

#include "controller/base/error.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/zpa/key.h"

namespace provisioning_key {

// Why ZPA refused to create `draft` for certain, as the condition that says so. Tells the tenant where the whole
// organisation is meant.
Blocked explain_refusal(Pass& pass, const zpa::KeyDraft& draft, const base::Error& refusal);

}  // namespace provisioning_key
