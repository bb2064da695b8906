#include "tests/zpa_simulator/component_fields.h"

#include <fmt/format.h>

namespace simulator {

using nlohmann::ordered_json;

namespace {

std::string duration(std::int64_t seconds) {
    return fmt::format("{}d {:02}h {:02}m {:02}s", seconds / 86'400, seconds / 3600 % 24, seconds / 60 % 60,
                       seconds % 60);
}

std::string microseconds(std::int64_t seconds) { return std::to_string(seconds * 1'000'000); }

const char* channel(const Component& component) {
    return component.connected ? "ZPN_STATUS_AUTHENTICATED" : "ZPN_STATUS_DISCONNECTED";
}

void add_connection(const Context& context, const Component& component, ordered_json& out) {
    const auto now = context.organisation.clock().seconds();
    out["currentVersion"] = component.version;
    out["expectedVersion"] = component.version;
    out["sargeVersion"] = "1.9.2";
    out["upgradeStatus"] = component.upgradable ? "COMPLETE" : "FAILED";
    out["upgradeAttempt"] = "0";
    out["controlChannelStatus"] = channel(component);
    out["ctrlBrokerName"] = "US-CA-9390";
    out["lastBrokerConnectTime"] = std::to_string(component.last_connect);
    const auto connected_until = component.connected ? now : component.last_disconnect;
    out["lastBrokerConnectTimeDuration"] =
        duration(std::max<std::int64_t>(0, connected_until - component.last_connect));
    if (component.last_disconnect > 0) {
        out["lastBrokerDisconnectTime"] = std::to_string(component.last_disconnect);
        out["lastBrokerDisconnectTimeDuration"] = duration(std::max<std::int64_t>(0, now - component.last_disconnect));
    }
    out["platform"] = component.platform;
    out["platformDetail"] = component.platform_detail;
    out["runtimeOS"] = "Red Hat Enterprise Linux 9.5";
    out["applicationStartTime"] = std::to_string(component.creation_time);
    out["privateIp"] = component.private_ip;
    out["publicIp"] = component.public_ip;
}

// The nested copy in which broker times are in microseconds. A service edge keeps its addresses and state there.
ordered_json nested(const Component& component) {
    ordered_json out;
    out["id"] = component.id;
    out["creationTime"] = std::to_string(component.creation_time);
    out["modifiedTime"] = std::to_string(component.modified_time);
    out["currentVersion"] = component.version;
    out["expectedVersion"] = component.version;
    out["applicationStartTime"] = microseconds(component.creation_time);
    out["lastConnectTime"] = microseconds(component.last_connect);
    if (component.last_disconnect > 0) out["lastDisconnectTime"] = microseconds(component.last_disconnect);
    out["platform"] = component.platform;
    out["runtimeOS"] = "Red Hat Enterprise Linux 9.5";
    out["ctrlChannelStatus"] = channel(component);
    out["privateIp"] = component.private_ip;
    out["publicIp"] = component.public_ip;
    out["upgradeAttempt"] = "0";
    out["upgradeStatus"] = component.upgradable ? "COMPLETE" : "FAILED";
    out["sargeVersion"] = "1.9.2";
    out["platformDetail"] = component.platform_detail;
    return out;
}

}  // namespace

ordered_json rendered(const Context& context, const Component& component) {
    const bool edge = component.association_type == service_edge_group;
    ordered_json out;
    out["id"] = component.id;
    out["modifiedTime"] = std::to_string(component.modified_time);
    out["creationTime"] = std::to_string(component.creation_time);
    out["modifiedBy"] = component.modified_by;
    out["name"] = context.text(component.name);
    if (!component.description.empty()) out["description"] = context.text(component.description);
    out["fingerprint"] = component.fingerprint;
    out["issuedCertId"] = component.issued_certificate_id;
    out["enabled"] = component.enabled;
    out["readOnly"] = component.read_only;
    out["zscalerManaged"] = component.zscaler_managed;
    if (component.last_connect > 0) add_connection(context, component, out);
    out["provisioningKeyId"] = component.key_id;
    out["provisioningKeyName"] = context.text(component.key_name);
    const auto certificate = context.organisation.find<Certificate>(component.certificate_id);
    out["enrollmentCert"] = {{"id", component.certificate_id}, {"name", certificate ? certificate->name : ""}};
    const auto group = context.organisation.find<Group>(component.group_id);
    out[edge ? "serviceEdgeGroupId" : "appConnectorGroupId"] = component.group_id;
    if (group) out[edge ? "serviceEdgeGroupName" : "appConnectorGroupName"] = context.text(group->name);
    if (component.microtenant != "0") out["microtenantId"] = component.microtenant;
    const auto microtenant = context.organisation.find<Microtenant>(component.microtenant);
    if (microtenant) out["microtenantName"] = context.text(microtenant->name);
    if (component.last_connect > 0) out[edge ? "privateBrokerVersion" : "assistantVersion"] = nested(component);
    return out;
}

const std::vector<std::string>& component_search_fields() {
    static const std::vector<std::string> fields{"id",
                                                 "name",
                                                 "description",
                                                 "enabled",
                                                 "controlChannelStatus",
                                                 "currentVersion",
                                                 "expectedVersion",
                                                 "upgradeStatus",
                                                 "lastBrokerConnectTime",
                                                 "lastBrokerConnectTimeDuration",
                                                 "lastBrokerDisconnectTime",
                                                 "lastBrokerDisconnectTimeDuration",
                                                 "platform",
                                                 "privateIp",
                                                 "publicIp",
                                                 "provisioningKeyId",
                                                 "provisioningKeyName",
                                                 "appConnectorGroupId",
                                                 "appConnectorGroupName",
                                                 "serviceEdgeGroupId",
                                                 "serviceEdgeGroupName",
                                                 "fingerprint",
                                                 "creationTime",
                                                 "modifiedTime",
                                                 "modifiedBy"};
    return fields;
}

}  // namespace simulator
