#pragma once

#include <nlohmann/json_fwd.hpp>

#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// A spec as it stands in the API, with the default filled in that comes from the object's namespace. What its typed
// form cannot hold (fields of another type, empty texts where one is needed, choices that this version does not know)
// is told in Spec::unreadable, and read as whatever does the least: an unknown policy never deletes, changes or takes
// over anything.
Spec parse_spec(const nlohmann::json& spec, const base::SharedText& namespace_name);

}  // namespace provisioning_key
