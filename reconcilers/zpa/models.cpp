#include "reconcilers/zpa/models.h"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "controller/base/error.h"
#include "controller/base/json_tree.h"
#include "reconcilers/zpa/fingerprint.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {
namespace {

using nlohmann::json;

// Lists of thousands grow by moving.
static_assert(std::is_nothrow_move_constructible_v<Key>);

constexpr std::size_t kMaxValue = 16 * 1024;
constexpr std::size_t kMaxAddresses = 10'000;

std::string required_id(const json& object) {
    std::string id = read_id(object, "id");
    if (id.empty()) throw base::Error(base::ErrorKind::Protocol, "an object without an id");
    return id;
}

// What ZPA shows of a key beside the fields that may be managed.
constexpr KeyField kGroupName{"zcomponentName", KeyField::Text::Escaped};
constexpr KeyField kCertificateName{"enrollmentCertName", KeyField::Text::Escaped};
constexpr KeyField kMicrotenantName{"microtenantName", KeyField::Text::Escaped};

std::string text_of(const json& object, const KeyField& field) {
    if (field.text == KeyField::Text::Id) return read_id(object, field.name);
    std::string text = read_text(object, field.name, field.longest);
    return field.text == KeyField::Text::Escaped ? unescape_html(text) : text;
}

std::string read_name(const json& object) { return text_of(object, {"name", KeyField::Text::Escaped}); }

// "0" is ZPA's own id of the Default microtenant, which most replies leave out.
std::string read_microtenant(const json& object) {
    std::string id = read_id(object, "microtenantId");
    return id == "0" ? "" : id;
}

// Seconds since the epoch; 0, as where it is missing, for what no clock can hold: milliseconds, say.
std::int64_t read_time(const json& object, const char* field) {
    constexpr std::int64_t kLatest = 9'000'000'000;  // in the year 2255, and still in range as nanoseconds
    const std::int64_t time = read_integer(object, field, 0);
    return time < 0 || time > kLatest ? 0 : time;
}

std::vector<std::string> read_addresses(const json& object, const char* field) {
    const auto found = object.find(field);
    if (found == object.end() || found->is_null()) return {};
    if (found->is_string()) {
        std::string only = read_text(object, field);
        return only.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(only)};
    }
    const auto refuse = [&](const char* why) {
        throw base::Error(base::ErrorKind::Protocol, std::string("field ") + field + " " + why);
    };
    if (!found->is_array() || found->size() > kMaxAddresses) refuse("is not a list of addresses");
    std::vector<std::string> addresses;
    addresses.reserve(found->size());
    for (const json& entry : *found) {
        if (!entry.is_string() || entry.get_ref<const std::string&>().size() > kMaxText) {
            refuse("holds something that is not an address");
        }
        addresses.push_back(entry.get<std::string>());
    }
    return addresses;
}

// What is missing or null leaves a new key's own value.
void read(const json& object, const KeyField& field, base::SharedText& text) { text = text_of(object, field); }
void read(const json& object, const KeyField& field, bool& flag) { flag = read_flag(object, field.name, flag); }
void read(const json& object, const KeyField& field, std::int64_t& number) {
    number = read_integer(object, field.name, number);
}
void read(const json& object, const KeyField& field, std::vector<std::string>& addresses) {
    addresses = read_addresses(object, field.name);
}

// A PUT sends the texts back; with the escapes left in, ZPA would escape them once more.
void undo_escapes(json& object) {
    const auto undo = [&](const KeyField& field) {
        if (field.text != KeyField::Text::Escaped || !object.contains(field.name)) return;
        if (auto& text = object[field.name]; text.is_string()) text = text_of(object, field);
    };
    visit_fields(undo);
    for (const auto& field : {kGroupName, kCertificateName, kMicrotenantName}) undo(field);
}

}  // namespace

Key parse_key(const json& object) {
    Key key;
    key.id = required_id(object);
    visit_fields([&](const KeyField& field, auto& value) { read(object, field, value); }, key);
    key.creation_time = read_time(object, "creationTime");
    key.modified_time = read_time(object, "modifiedTime");
    key.usage_count = read_integer(object, "usageCount", 0);
    key.read_only = read_flag(object, "readOnly", false);
    key.zscaler_managed = read_flag(object, "zscalerManaged", false);
    key.group_name = text_of(object, kGroupName);
    key.enrollment_cert_name = text_of(object, kCertificateName);
    key.microtenant_id = read_microtenant(object);
    const std::string value = read_text(object, "provisioningKey", kMaxValue);
    if (!value.empty()) key.value_fingerprint = fingerprint(value);
    return key;
}

Key parse_listed_key(const json& object) {
    try {
        return parse_key(object);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::Protocol) throw;
    }
    Key bare;
    bare.id = required_id(object);
    try {
        bare.name = read_name(object);
    } catch (const base::Error&) {
        // It is there all the same.
    }
    return bare;
}

KeyDetail parse_key_detail(json object) {
    KeyDetail detail;
    detail.key = parse_key(object);
    detail.value = read_text(object, "provisioningKey", kMaxValue);
    object.erase("provisioningKey");
    undo_escapes(object);
    detail.raw = base::dump_json(object);
    return detail;
}

Group parse_group(const json& object) { return {required_id(object), read_name(object), read_microtenant(object)}; }

EnrollmentCertificate parse_certificate(const json& object) {
    return {required_id(object), read_name(object), read_flag(object, "privateKeyPresent", false)};
}

Component parse_component(const json& object) {
    return {required_id(object), read_name(object), read_id(object, "provisioningKeyId"),
            read_time(object, "creationTime")};
}

}  // namespace zpa
