#include "controller/kube/fields.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/error.h"
#include "controller/kube/json_text.h"

namespace kube {

using nlohmann::json;

Fields::Fields(const nlohmann::json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object_.is_null() && !object_.is_object()) {
        throw base::Error(base::ErrorKind::Config, where_ + ": expected a mapping");
    }
}

const nlohmann::json& Fields::raw(const char* name) const { return value_at(object_, name); }

bool Fields::has(const char* name) const { return !raw(name).is_null(); }

std::string Fields::text(const char* name) const {
    const auto& value = raw(name);
    if (value.is_null()) return "";
    if (!value.is_string()) refuse(name, "expected a string (quote it)");
    return value.get<std::string>();
}

std::string Fields::required_text(const char* name) const {
    auto value = text(name);
    if (value.empty()) refuse(name, "is missing");
    return value;
}

bool Fields::flag(const char* name) const {
    const auto& value = raw(name);
    if (value.is_null()) return false;
    if (!value.is_boolean()) refuse(name, "expected true or false");
    return value.get<bool>();
}

Fields Fields::object(const char* name) const { return Fields(raw(name), where_ + "." + name); }

const nlohmann::json& Fields::list(const char* name) const {
    static const json empty = json::array();
    const auto& value = raw(name);
    if (value.is_null()) return empty;
    if (!value.is_array()) refuse(name, "expected a list");
    return value;
}

void Fields::refuse(const std::string& name, const std::string& problem) const {
    throw base::Error(base::ErrorKind::Config, where_ + "." + name + ": " + problem);
}

}  // namespace kube
