#include "reconcilers/provisioning_key/drift.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/provisioning_key/ip_address.h"

namespace provisioning_key {

namespace {

std::vector<std::string> canonical(const std::vector<std::string>& addresses) {
    std::vector<std::string> out;
    for (const auto& address : addresses) out.push_back(canonical_address(address).value_or(address));
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

bool refers_to(const Reference& reference, const std::string& id, const std::string& name) {
    if (!reference.id.empty()) return reference.id == id;
    return !name.empty() && zpa::fold_case(reference.name) == zpa::fold_case(name);
}

Drift find_drift(const Spec& spec, const std::string& wanted_name, const Resolved& resolved, const zpa::Key& key) {
    Drift drift;
    const auto note = [&drift](const char* field, const auto& is, const auto& wanted) {
        drift.fields.push_back(fmt::format("{} {} instead of {}", field, is, wanted));
        drift.edits.push_back(fmt::format("{} {} -> {}", field, is, wanted));
    };
    if (key.name != wanted_name) {
        drift.changes.name = wanted_name;
        note("name", key.name, wanted_name);
    }
    if (spec.max_usage) {
        const auto wanted = std::max(*spec.max_usage, key.usage_count);
        if (key.max_usage != wanted) {
            drift.changes.max_usage = wanted;
            note("maxUsage", key.max_usage, wanted);
        }
    }
    if (spec.enabled && key.enabled != *spec.enabled) {
        drift.changes.enabled = *spec.enabled;
        note("enabled", key.enabled, *spec.enabled);
    }
    if (spec.exportable && !*spec.exportable && key.exportable) {  // the other way there is none
        drift.changes.exportable = false;
        note("exportable", true, false);
    }
    if (spec.ip_acl && canonical(*spec.ip_acl) != canonical(key.ip_acl)) {
        drift.changes.ip_acl = *spec.ip_acl;
        note("ipAcl", fmt::format("[{}]", fmt::join(key.ip_acl, ", ")),
             fmt::format("[{}]", fmt::join(*spec.ip_acl, ", ")));
    }
    if (spec.ui_config && key.ui_config != *spec.ui_config) {
        drift.changes.ui_config = *spec.ui_config;
        drift.fields.emplace_back("uiConfig differs");
        drift.edits.emplace_back("uiConfig");
    }
    if (resolved.group_id && key.group_id != *resolved.group_id) {
        drift.changes.group_id = *resolved.group_id;
        note("group", key.group_id, *resolved.group_id);
    }
    if (resolved.enrollment_cert_id && key.enrollment_cert_id != *resolved.enrollment_cert_id) {
        drift.changes.enrollment_cert_id = *resolved.enrollment_cert_id;
        note("enrollmentCert", key.enrollment_cert_id, *resolved.enrollment_cert_id);
    }
    return drift;
}

}  // namespace provisioning_key
