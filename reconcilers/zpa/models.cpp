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
constexpr std::size_t kMaxUiConfig = 256 * 1024;
constexpr std::size_t kMaxIpAcl = 10'000;

std::string required_id(const json& object) {
    std::string id = read_id(object, "id");
    if (id.empty()) throw base::Error(base::ErrorKind::Protocol, "an object without an id");
    return id;
}

std::string read_name(const json& object, const char* field) { return unescape_html(read_text(object, field)); }

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

std::vector<std::string> read_ip_acl(const json& object) {
    const auto found = object.find("ipAcl");
    if (found == object.end() || found->is_null()) return {};
    if (found->is_string()) {
        std::string only = read_text(object, "ipAcl");
        return only.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(only)};
    }
    if (!found->is_array() || found->size() > kMaxIpAcl) {
        throw base::Error(base::ErrorKind::Protocol, "field ipAcl is not a list of addresses");
    }
    std::vector<std::string> addresses;
    addresses.reserve(found->size());
    for (const json& entry : *found) {
        if (!entry.is_string() || entry.get_ref<const std::string&>().size() > kMaxText) {
            throw base::Error(base::ErrorKind::Protocol, "field ipAcl holds something that is not an address");
        }
        addresses.push_back(entry.get<std::string>());
    }
    return addresses;
}

}  // namespace

Key parse_key(const json& object) {
    Key key;
    key.id = required_id(object);
    key.name = read_name(object, "name");
    key.creation_time = read_time(object, "creationTime");
    key.modified_time = read_time(object, "modifiedTime");
    key.max_usage = read_integer(object, "maxUsage", 0);
    key.usage_count = read_integer(object, "usageCount", 0);
    key.enabled = read_flag(object, "enabled", true);
    key.exportable = read_flag(object, "exportable", true);
    key.read_only = read_flag(object, "readOnly", false);
    key.zscaler_managed = read_flag(object, "zscalerManaged", false);
    key.group_id = read_id(object, "zcomponentId");
    key.group_name = read_name(object, "zcomponentName");
    key.enrollment_cert_id = read_id(object, "enrollmentCertId");
    key.enrollment_cert_name = read_name(object, "enrollmentCertName");
    key.ip_acl = read_ip_acl(object);
    key.ui_config = read_text(object, "uiConfig", kMaxUiConfig);
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
        bare.name = read_name(object, "name");
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
    // A PUT sends these back; with the escapes left in, ZPA would escape them once more.
    for (const char* field : {"name", "zcomponentName", "enrollmentCertName", "microtenantName"}) {
        if (object.contains(field) && object[field].is_string()) object[field] = read_name(object, field);
    }
    detail.raw = base::dump_json(object);
    return detail;
}

Group parse_group(const json& object) {
    return {required_id(object), read_name(object, "name"), read_microtenant(object)};
}

EnrollmentCertificate parse_certificate(const json& object) {
    return {required_id(object), read_name(object, "name"), read_flag(object, "privateKeyPresent", false)};
}

Component parse_component(const json& object) {
    return {required_id(object), read_name(object, "name"), read_id(object, "provisioningKeyId"),
            read_time(object, "creationTime")};
}

json to_json(const KeyDraft& draft) {
    json object = {{"name", draft.name},
                   {"maxUsage", std::to_string(draft.max_usage)},
                   {"zcomponentId", draft.group_id},
                   {"enrollmentCertId", draft.enrollment_cert_id},
                   {"enabled", draft.enabled},
                   {"exportable", true}};
    if (!draft.ip_acl.empty()) object["ipAcl"] = draft.ip_acl;
    if (!draft.ui_config.empty()) object["uiConfig"] = draft.ui_config;
    return object;
}

}  // namespace zpa
