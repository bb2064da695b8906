#include "tests/zpa_simulator/key_fields.h"

#include "tests/zpa_simulator/errors.h"

namespace simulator {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

std::string group_name(const Context& context, const Key& key) {
    const auto group = context.organisation.find<Group>(key.group_id);
    return group ? group->name : "";
}

std::string certificate_name(const Context& context, const Key& key) {
    const auto certificate = context.organisation.find<Certificate>(key.certificate_id);
    return certificate ? certificate->name : "";
}

void check_references(const Context& context, const Key& key) {
    if (!context.behaviour.unknown_reference_refused) return;
    const auto group = context.organisation.find<Group>(key.group_id);
    if (!group || group->association_type != key.association_type) throw unknown_reference(key.group_id);
    const auto certificate = context.organisation.find<Certificate>(key.certificate_id);
    if (!certificate) throw unknown_reference(key.certificate_id);
    if (!certificate->private_key_present) throw bad_argument("enrollmentCertId");
}

void check_name(const Context& context, const Key& key) {
    if (!context.behaviour.key_names_unique) return;
    for (const auto& other : context.organisation.table<Key>().all()) {
        if (other->id == key.id || other->association_type != key.association_type ||
            other->microtenant != key.microtenant) {
            continue;
        }
        const bool same = context.behaviour.unique_names_ignore_case ? equal_ignoring_case(other->name, key.name)
                                                                     : other->name == key.name;
        if (same) throw already_exists(key.name);
    }
}

std::vector<std::string> names_of(const json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
}

void overlay_exportable(const Context& context, const json& body, Key& key, bool is_new) {
    const auto wanted = bool_member(body, "exportable");
    if (is_new) {
        key.exportable = wanted.value_or(true);
    } else if (context.behaviour.put_without_exportable_sets_true) {
        key.exportable = wanted.value_or(true);
    } else {
        key.exportable = key.exportable && wanted.value_or(true);
    }
}

}  // namespace

ordered_json rendered(const Context& context, const Key& key, Shown shown) {
    const bool get = shown == Shown::in_get;
    ordered_json out;
    out["id"] = key.id;
    out["modifiedTime"] = std::to_string(key.modified_time);
    out["creationTime"] = std::to_string(key.creation_time);
    out["modifiedBy"] = key.modified_by;
    out["name"] = context.text(key.name);
    out["usageCount"] = std::to_string(key.usage_count);
    out["maxUsage"] = std::to_string(key.max_usage);
    out["zcomponentId"] = key.group_id;
    out["enabled"] = key.enabled;
    if (get) out["zcomponentName"] = context.text(group_name(context, key));
    out["exportable"] = key.exportable;
    out["readOnly"] = key.read_only;
    out["zscalerManaged"] = key.zscaler_managed;
    out["enrollmentCertId"] = key.certificate_id;
    if (get) out["enrollmentCertName"] = context.text(certificate_name(context, key));
    if (!key.ip_acl.empty()) out["ipAcl"] = key.ip_acl;
    if (!key.ui_config.empty()) out["uiConfig"] = key.ui_config;
    if (key.microtenant != "0") {
        out["microtenantId"] = key.microtenant;
        const auto microtenant = context.organisation.find<Microtenant>(key.microtenant);
        if (microtenant) out["microtenantName"] = context.text(microtenant->name);
    }
    if (key.exportable || (!get && context.behaviour.post_returns_hidden_value)) {
        out["provisioningKey"] = key.value;
    } else if (context.behaviour.hidden_value_is_empty_text) {
        out["provisioningKey"] = "";
    }
    for (const auto& [name, value] : key.others.items()) out[name] = value;
    return out;
}

const std::vector<std::string>& key_search_fields() {
    static const std::vector<std::string> fields{
        "id",           "name",           "usageCount",        "maxUsage",     "enabled",    "exportable",
        "zcomponentId", "zcomponentName", "creationTime",      "modifiedTime", "modifiedBy", "enrollmentCertId",
        "readOnly",     "zscalerManaged", "enrollmentCertName"};
    return fields;
}

std::optional<std::string> key_field(const Context& context, const Key& key, std::string_view field) {
    const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
    if (field == "id") return key.id;
    if (field == "name") return key.name;
    if (field == "usageCount") return std::to_string(key.usage_count);
    if (field == "maxUsage") return std::to_string(key.max_usage);
    if (field == "enabled") return truth(key.enabled);
    if (field == "exportable") return truth(key.exportable);
    if (field == "readOnly") return truth(key.read_only);
    if (field == "zscalerManaged") return truth(key.zscaler_managed);
    if (field == "zcomponentId") return key.group_id;
    if (field == "zcomponentName") return group_name(context, key);
    if (field == "enrollmentCertId") return key.certificate_id;
    if (field == "enrollmentCertName") return certificate_name(context, key);
    if (field == "creationTime") return std::to_string(key.creation_time);
    if (field == "modifiedTime") return std::to_string(key.modified_time);
    if (field == "modifiedBy") return key.modified_by;
    return std::nullopt;
}

void overlay(const Context& context, const json& body, Key& key, bool is_new) {
    if (const auto name = text_member(body, "name")) key.name = trim(*name);
    if (key.name.empty()) throw bad_argument("name");

    const auto max_usage = int_member(body, "maxUsage");
    if (is_new && !max_usage) throw bad_argument("maxUsage");
    if (max_usage) {
        if (*max_usage < 1) throw bad_argument("maxUsage");
        if (*max_usage < key.usage_count && !context.behaviour.max_usage_may_go_below_usage)
            throw bad_argument("maxUsage");
        key.max_usage = *max_usage;
    }

    if (const auto certificate = text_member(body, "enrollmentCertId")) key.certificate_id = *certificate;
    if (const auto group = text_member(body, "zcomponentId");
        group && (is_new || context.behaviour.put_changes_group)) {
        key.group_id = *group;
    }
    if (key.certificate_id.empty()) throw bad_argument("enrollmentCertId");
    if (key.group_id.empty()) throw bad_argument("zcomponentId");

    if (const auto enabled = bool_member(body, "enabled");
        enabled && (is_new || context.behaviour.put_changes_enabled)) {
        key.enabled = *enabled;
    }
    overlay_exportable(context, body, key, is_new);
    if (auto addresses = address_list(body, "ipAcl")) key.ip_acl = std::move(*addresses);
    if (const auto ui = text_member(body, "uiConfig")) key.ui_config = *ui;

    for (const auto& name : names_of(key.others)) {  // a field that is not sent has no value any more
        if (const auto sent = body.find(name); sent != body.end()) {
            key.others[name] = *sent;
        } else {
            key.others.erase(name);
        }
    }

    check_references(context, key);
    check_name(context, key);
}

}  // namespace simulator
