#include "reconcilers/zpa/key_update.h"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "controller/base/json_tree.h"

namespace zpa {
namespace {

using nlohmann::json;

json in_zpas_words(std::int64_t number) { return std::to_string(number); }
json in_zpas_words(bool flag) { return flag; }
json in_zpas_words(const std::string& text) { return text; }
json in_zpas_words(const std::vector<std::string>& texts) { return texts; }

template <typename Value>
bool is_left_out(const Value& value) {
    if constexpr (std::is_arithmetic_v<Value>) {
        return false;
    } else {
        return value.empty();
    }
}

}  // namespace

bool KeyChanges::empty() const {
    bool empty = true;
    visit_fields([&](const KeyField&, const auto& change) { empty = empty && !change; }, *this);
    return empty;
}

json to_json(const KeyDraft& draft) {
    json object = json::object();
    visit_fields(
        [&](const KeyField& field, const auto& value) {
            if (!is_left_out(value)) object[field.name] = in_zpas_words(value);
        },
        draft);
    return object;
}

std::string overlay_key(const std::string& raw, const KeyChanges& changes) {
    json object = parse_json_object(raw);
    object.erase("provisioningKey");
    object["exportable"] = read_flag(object, "exportable", true);
    visit_fields(
        [&](const KeyField& field, const auto& change) {
            if (change) object[field.name] = in_zpas_words(*change);
        },
        changes);
    if (changes.group_id) object.erase("zcomponentName");  // the old group's
    if (changes.enrollment_cert_id) object.erase("enrollmentCertName");
    return base::dump_json(object);
}

void apply(const KeyChanges& changes, Key& key) {
    visit_fields(
        [](const KeyField&, const auto& change, auto& value) {
            if (change) value = *change;
        },
        changes, key);
    if (changes.group_id) key.group_name = {};
    if (changes.enrollment_cert_id) key.enrollment_cert_name = {};
    if (!key.exportable) key.value_fingerprint.clear();
}

}  // namespace zpa
