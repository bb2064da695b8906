#include "tests/cluster/node_agent/node.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/rfc3339.h"
#include "controller/kube/json_text.h"

namespace node_agent {

using kube::text_at;
using kube::value_at;
using nlohmann::json;

json node_object(const std::string& name) {
    return {{"apiVersion", "v1"},
            {"kind", "Node"},
            {"metadata",
             {{"name", name},
              {"labels",
               {{"kubernetes.io/hostname", name}, {"kubernetes.io/os", "linux"}, {"kubernetes.io/arch", "amd64"}}}}}};
}

std::string node_address(int index) { return "10.127.0." + std::to_string(index % 250 + 1); }

void set_condition(json& conditions, const std::string& type, bool value, const std::string& reason,
                   const std::string& time) {
    if (!conditions.is_array()) conditions = json::array();
    const auto status = value ? "True" : "False";
    json condition = {{"type", type}, {"status", status}, {"lastTransitionTime", time}};
    if (!reason.empty()) condition["reason"] = reason;
    const auto found = std::find_if(conditions.begin(), conditions.end(),
                                    [&](const json& one) { return text_at(one, "type") == type; });
    if (found == conditions.end()) {
        conditions.push_back(std::move(condition));
        return;
    }
    if (text_at(*found, "status") == status && found->contains("lastTransitionTime")) {
        condition["lastTransitionTime"] = (*found)["lastTransitionTime"];
    }
    *found = std::move(condition);
}

json node_status(const json& before, const std::string& name, int index, base::WallTime now) {
    auto status = before.is_object() ? before : json::object();
    const json resources = {{"cpu", "64"}, {"memory", "256Gi"}, {"ephemeral-storage", "1Ti"}, {"pods", "1000"}};
    const auto time = base::format_rfc3339(now);
    status["capacity"] = resources;
    status["allocatable"] = resources;
    status["addresses"] = {{{"type", "InternalIP"}, {"address", node_address(index)}},
                           {{"type", "Hostname"}, {"address", name}}};
    status["nodeInfo"] = {{"kubeletVersion", "v1.36.0-zpa-node-agent"},
                          {"kubeProxyVersion", ""},
                          {"containerRuntimeVersion", "zpa-node-agent://1"},
                          {"operatingSystem", "linux"},
                          {"architecture", "amd64"},
                          {"osImage", "none"},
                          {"kernelVersion", "none"},
                          {"machineID", name},
                          {"systemUUID", name},
                          {"bootID", name}};
    auto& conditions = status["conditions"];
    for (const auto* pressure : {"MemoryPressure", "DiskPressure", "PIDPressure"}) {
        set_condition(conditions, pressure, false, "KubeletHasSufficient", time);
    }
    set_condition(conditions, "Ready", true, "KubeletReady", time);
    for (auto& condition : conditions) condition["lastHeartbeatTime"] = time;
    return status;
}

bool is_ready(const json& node) {
    const auto& conditions = value_at(value_at(node, "status"), "conditions");
    return conditions.is_array() && std::any_of(conditions.begin(), conditions.end(), [](const json& one) {
               return text_at(one, "type") == "Ready" && text_at(one, "status") == "True";
           });
}

json node_lease(const std::string& name, const std::string& node_uid, base::WallTime now) {
    const json owner = {{"apiVersion", "v1"}, {"kind", "Node"}, {"name", name}, {"uid", node_uid}};
    return {{"apiVersion", "coordination.k8s.io/v1"},
            {"kind", "Lease"},
            {"metadata", {{"name", name}, {"namespace", "kube-node-lease"}, {"ownerReferences", json::array({owner})}}},
            {"spec",
             {{"holderIdentity", name}, {"leaseDurationSeconds", 40}, {"renewTime", base::format_rfc3339_micro(now)}}}};
}

}  // namespace node_agent
