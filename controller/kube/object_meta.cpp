#include "controller/kube/object_meta.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/base/rfc3339.h"
#include "controller/kube/json_text.h"
#include "controller/kube/last_applied.h"

namespace kube {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& field, const char* expected) {
    throw base::Error(base::ErrorKind::Protocol, "metadata." + field + ": expected " + expected);
}

std::string text(const json& metadata, const char* key) {
    const auto& value = value_at(metadata, key);
    if (value.is_null()) return "";
    if (!value.is_string()) refuse(key, "a string");
    return value.get<std::string>();
}

std::optional<base::WallTime> time(const json& metadata, const char* key) {
    const auto value = text(metadata, key);
    if (value.empty()) return std::nullopt;
    return base::parse_rfc3339(value);
}

TextMap text_map(const json& metadata, const char* key) {
    const auto& value = value_at(metadata, key);
    if (value.is_null()) return {};
    if (!value.is_object()) refuse(key, "an object of strings");
    TextMap entries;
    for (const auto& [name, entry] : value.items()) {
        if (!entry.is_string()) refuse(key, "an object of strings");
        entries.emplace(name, entry.get<std::string>());
    }
    return entries;
}

std::vector<base::SharedText> text_list(const json& metadata, const char* key) {
    const auto& value = value_at(metadata, key);
    if (value.is_null()) return {};
    if (!value.is_array()) refuse(key, "a list of strings");
    std::vector<base::SharedText> entries;
    for (const auto& entry : value) {
        if (!entry.is_string()) refuse(key, "a list of strings");
        entries.emplace_back(entry.get_ref<const std::string&>());
    }
    return entries;
}

}  // namespace

bool ObjectMeta::has_finalizer(const std::string& finalizer) const {
    return std::find(finalizers->begin(), finalizers->end(), finalizer) != finalizers->end();
}

std::optional<std::string_view> ObjectMeta::label(std::string_view key_text) const {
    const auto found = labels->find(key_text);
    return found == labels->end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

ObjectMeta parse_object_meta(const nlohmann::json& object) {
    const auto& metadata = value_at(object, "metadata");
    if (!metadata.is_object()) throw base::Error(base::ErrorKind::Protocol, "metadata: expected an object");
    ObjectMeta meta;
    meta.name = text(metadata, "name");
    if (meta.name.empty()) refuse("name", "a name");
    meta.namespace_name = text(metadata, "namespace");
    meta.uid = text(metadata, "uid");
    meta.resource_version = text(metadata, "resourceVersion");
    if (const auto& generation = value_at(metadata, "generation"); !generation.is_null()) {
        if (!generation.is_number_integer()) refuse("generation", "an integer");
        meta.generation = generation.get<std::int64_t>();
    }
    meta.creation_time = time(metadata, "creationTimestamp").value_or(base::WallTime{});
    meta.deletion_time = time(metadata, "deletionTimestamp");
    meta.finalizers = text_list(metadata, "finalizers");
    meta.labels = text_map(metadata, "labels");
    auto annotations = text_map(metadata, "annotations");
    annotations.erase(kLastAppliedAnnotation);
    meta.annotations = annotations;
    return meta;
}

}  // namespace kube
