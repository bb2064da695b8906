#include "reconcilers/zpa/key_update.h"

#include <nlohmann/json.hpp>

#include "controller/base/json_tree.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {

bool KeyChanges::empty() const {
    return !name && !max_usage && !enabled && !exportable && !ip_acl && !ui_config && !group_id && !enrollment_cert_id;
}

std::string overlay_key(const std::string& raw, const KeyChanges& changes) {
    nlohmann::json object = parse_json_object(raw);
    object.erase("provisioningKey");
    object["exportable"] = changes.exportable.value_or(read_flag(object, "exportable", true));
    if (changes.name) object["name"] = *changes.name;
    if (changes.max_usage) object["maxUsage"] = std::to_string(*changes.max_usage);
    if (changes.enabled) object["enabled"] = *changes.enabled;
    if (changes.ip_acl) object["ipAcl"] = *changes.ip_acl;
    if (changes.ui_config) object["uiConfig"] = *changes.ui_config;
    if (changes.group_id) {
        object["zcomponentId"] = *changes.group_id;
        object.erase("zcomponentName");  // the old group's
    }
    if (changes.enrollment_cert_id) {
        object["enrollmentCertId"] = *changes.enrollment_cert_id;
        object.erase("enrollmentCertName");
    }
    return base::dump_json(object);
}

}  // namespace zpa
