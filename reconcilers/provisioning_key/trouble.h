#pragma once

#include <string>

#include "controller/base/error.h"
#include "controller/kube/object_key.h"
#include "reconcilers/provisioning_key/blocked.h"

namespace provisioning_key {

// The world's trouble with ZPA, which passes without the object's doing, in the words of a condition.
Blocked explain_trouble(const base::Error& error, const kube::ObjectKey& tenant);

// ZPA shows no keys there: a microtenant that the object alone names ("" for none) is the object's trouble, anything
// else the tenant's.
Blocked explain_closed_place(const base::Error& error, const kube::ObjectKey& tenant, const std::string& microtenant);

}  // namespace provisioning_key
