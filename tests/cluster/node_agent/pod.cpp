#include "tests/cluster/node_agent/pod.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/kube/json_text.h"

namespace node_agent {
namespace {

using kube::text_at;
using kube::value_at;
using nlohmann::json;

bool condition_holds(const json& status, const std::string& type) {
    const auto& conditions = value_at(status, "conditions");
    return conditions.is_array() && std::any_of(conditions.begin(), conditions.end(), [&](const json& one) {
               return text_at(one, "type") == type && text_at(one, "status") == "True";
           });
}

}  // namespace

Pod parse_pod(const json& object) {
    Pod pod;
    pod.meta = kube::parse_object_meta(object);
    const auto& spec = value_at(object, "spec");
    const auto& status = value_at(object, "status");
    pod.node = text_at(spec, "nodeName");
    pod.phase = text_at(status, "phase");
    pod.address = text_at(status, "podIP");
    pod.removal_done = value_at(value_at(object, "metadata"), "deletionGracePeriodSeconds") == json(0);
    pod.ready = condition_holds(status, "Ready");
    if (const auto& gates = value_at(spec, "readinessGates"); gates.is_array()) {
        for (const auto& gate : gates) {
            pod.gates_open = pod.gates_open && condition_holds(status, text_at(gate, "conditionType"));
        }
    }
    return pod;
}

PodStep next_step(const Pod& pod) {
    if (pod.node.empty()) return PodStep::Nothing;
    if (pod.meta.deleting()) return pod.removal_done ? PodStep::Nothing : PodStep::Remove;
    if (pod.phase == "Pending") return PodStep::Start;
    if (pod.phase == "Running" && pod.ready != pod.gates_open) return PodStep::SetReady;
    return PodStep::Nothing;
}

}  // namespace node_agent
