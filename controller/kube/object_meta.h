#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/shared.h"
#include "controller/kube/object_key.h"
#include "controller/kube/packed_texts.h"

namespace kube {

// metadata as controllers need it. Labels and annotations are kept whole, but for kubectl's copy of the whole manifest;
// managedFields never.
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
    PackedTexts annotations;

    ObjectKey key() const { return {namespace_name, name}; }
    bool deleting() const { return deletion_time.has_value(); }
    bool has_finalizer(const std::string& finalizer) const;
    std::optional<std::string_view> annotation(std::string_view key_text) const { return annotations.find(key_text); }
    std::optional<std::string_view> label(std::string_view key_text) const;
};

// Reads object["metadata"]. Throws Error(Protocol) where name is missing or a type is wrong.
ObjectMeta parse_object_meta(const nlohmann::json& object);

}  // namespace kube
