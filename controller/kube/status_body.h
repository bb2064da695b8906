#pragma once

#include <nlohmann/json_fwd.hpp>

#include "controller/kube/object_meta.h"
#include "controller/kube/resource.h"

namespace kube {

// What Client::update_status() takes: the status of the object as it was seen, so that a write is refused (Conflict)
// where somebody else wrote since, or where the name is another object's by now.
nlohmann::json status_body(const Resource& resource, const ObjectMeta& meta, nlohmann::json status);

}  // namespace kube
