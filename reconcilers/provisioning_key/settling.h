#pragma once

#include <optional>

#include "controller/runtime/reconciler.h"
#include "reconcilers/provisioning_key/tools.h"

namespace provisioning_key {

// Deletes what creations of objects that are gone have left in ZPA under their birth names (debts.h), whether or not
// there is an object of that name again. Returns when to look again, nullopt where nothing is owed any more.
std::optional<base::Duration> settle_debts(Tools& tools, const kube::ObjectKey& object, const runtime::RunContext& run);

}  // namespace provisioning_key
