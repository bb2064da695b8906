#include "tests/cluster/node_agent/pod_status.h"

#include <nlohmann/json.hpp>

#include "controller/base/rfc3339.h"
#include "controller/kube/json_text.h"
#include "tests/cluster/node_agent/node.h"
#include "tests/cluster/node_agent/pod.h"

namespace node_agent {
namespace {

using kube::text_at;
using kube::value_at;
using nlohmann::json;

json container_status(const json& container, const std::string& pod_uid, const json& state, bool running) {
    const auto name = text_at(container, "name");
    const auto image = text_at(container, "image");
    return {{"name", name},      {"image", image},
            {"imageID", image},  {"containerID", "zpa-node-agent://" + pod_uid + "/" + name + "/0"},
            {"restartCount", 0}, {"started", running},
            {"ready", true},     {"state", state}};
}

json container_statuses(const json& containers, const std::string& pod_uid, const json& state, bool running) {
    auto statuses = json::array();
    if (!containers.is_array()) return statuses;
    for (const auto& container : containers) {
        statuses.push_back(container_status(container, pod_uid, state, running));
    }
    return statuses;
}

}  // namespace

json running(json pod, const std::string& pod_address, const std::string& host_address, base::WallTime now) {
    const auto time = base::format_rfc3339(now);
    const auto uid = text_at(value_at(pod, "metadata"), "uid");
    const auto& spec = value_at(pod, "spec");
    const json runs = {{"running", {{"startedAt", time}}}};
    const json completed = {
        {"terminated", {{"exitCode", 0}, {"reason", "Completed"}, {"startedAt", time}, {"finishedAt", time}}}};
    const auto containers = container_statuses(value_at(spec, "containers"), uid, runs, true);
    const auto init_containers = container_statuses(value_at(spec, "initContainers"), uid, completed, false);
    const auto address = value_at(spec, "hostNetwork") == json(true) ? host_address : pod_address;

    auto& status = pod["status"];
    status["phase"] = "Running";
    status["hostIP"] = host_address;
    status["hostIPs"] = {{{"ip", host_address}}};
    status["podIP"] = address;
    status["podIPs"] = {{{"ip", address}}};
    status["startTime"] = time;
    status["containerStatuses"] = containers;
    if (!init_containers.empty()) status["initContainerStatuses"] = init_containers;
    for (const auto* type : {"PodReadyToStartContainers", "Initialized", "ContainersReady"}) {
        set_condition(status["conditions"], type, true, "", time);
    }
    return with_readiness(std::move(pod), now);
}

json with_readiness(json pod, base::WallTime now) {
    const bool open = parse_pod(pod).gates_open;
    set_condition(pod["status"]["conditions"], "Ready", open, open ? "" : "ReadinessGatesNotReady",
                  base::format_rfc3339(now));
    return pod;
}

}  // namespace node_agent
