#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/shared.h"
#include "controller/kube/object_key.h"
#include "controller/kube/text_map.h"

namespace kube {

// metadata as controllers need it. Labels and annotations are kept whole; managedFields never.
struct ObjectMeta {
    base::SharedText name;
    base::SharedText namespace_name;
    std::string uid;
    std::string resource_version;
    std::int64_t generation = 0;
    base::WallTime creation_time{};
    std::optional<base::WallTime> deletion_time;
    base::Shared<std::vector<base::SharedText>> finalizers;
    base::Shared<TextMap> labels;
    TextMap annotations;

    ObjectKey key() const { return {namespace_name, name}; }
    bool deleting() const { return deletion_time.has_value(); }
    bool has_finalizer(const std::string& finalizer) const;
    // The annotation's or label's value, nullptr where it is missing.
    const std::string* annotation(const std::string& key_text) const;
    const std::string* label(const std::string& key_text) const;
};

// Reads object["metadata"]. Throws Error(Protocol) where name is missing or a type is wrong.
ObjectMeta parse_object_meta(const nlohmann::json& object);

}  // namespace kube
