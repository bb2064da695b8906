#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controller/kube/text_map.h"

namespace common {

// Reads fields of a spec or status as the schema types them. The API server has checked them already, so what does not
// fit is taken as absent: a field of the wrong type can only come from a server with another schema. Inline because
// every kind's types.cpp, and nothing else, uses them.
using Json = nlohmann::json;

inline const Json& child(const Json& object, const char* name) {
    static const Json empty = Json::object();
    if (!object.is_object()) return empty;
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? empty : *found;
}

inline bool has(const Json& object, const char* name) {
    return object.is_object() && object.contains(name) && !object.at(name).is_null();
}

inline std::string text(const Json& object, const char* name) {
    const auto& value = child(object, name);
    return value.is_string() ? value.get<std::string>() : std::string{};
}

inline std::optional<std::int64_t> optional_integer(const Json& object, const char* name) {
    const auto& value = child(object, name);
    return value.is_number_integer() ? std::optional(value.get<std::int64_t>()) : std::nullopt;
}

inline std::optional<bool> optional_bool(const Json& object, const char* name) {
    const auto& value = child(object, name);
    return value.is_boolean() ? std::optional(value.get<bool>()) : std::nullopt;
}

// A list's items. Iterating over what is no list would show one item: itself.
inline const Json& items(const Json& object, const char* name) {
    static const Json none = Json::array();
    const auto& list = child(object, name);
    return list.is_array() ? list : none;
}

inline std::vector<std::string> texts(const Json& object, const char* name) {
    std::vector<std::string> out;
    for (const auto& item : items(object, name)) {
        if (item.is_string()) out.push_back(item.get<std::string>());
    }
    return out;
}

inline kube::TextMap text_map(const Json& object, const char* name) {
    kube::TextMap out;
    const auto& map = child(object, name);
    if (!map.is_object()) return out;
    for (const auto& [key, value] : map.items()) {
        if (value.is_string()) out.emplace(key, value.get<std::string>());
    }
    return out;
}

// Writes only what is there: absent instead of "" or 0, as the API's own objects do.
inline void put(Json& object, const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
}
inline void put(Json& object, const char* name, const std::optional<std::int64_t>& value) {
    if (value) object[name] = *value;
}

}  // namespace common
