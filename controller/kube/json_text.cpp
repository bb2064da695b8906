#include "controller/kube/json_text.h"

#include <nlohmann/json.hpp>

#include "controller/base/json_tree.h"

namespace kube {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 100;
constexpr std::size_t kMaxValues = 2'000'000;

}  // namespace

nlohmann::json parse_json(std::string_view text, const std::string& what) {
    static const base::JsonRules rules{kMaxDepth, kMaxValues, base::JsonRules::Member{"metadata", "managedFields"}};
    return base::read_json(text, what, rules);
}

const nlohmann::json& value_at(const nlohmann::json& object, const char* key) {
    static const json missing;
    if (!object.is_object()) return missing;
    const auto found = object.find(key);
    return found == object.end() ? missing : *found;
}

std::string text_at(const nlohmann::json& object, const char* key) {
    const auto& value = value_at(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::string resource_version_of(const nlohmann::json& object) {
    return text_at(value_at(object, "metadata"), "resourceVersion");
}

}  // namespace kube
