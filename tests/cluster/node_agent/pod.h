#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/kube/object_meta.h"

namespace node_agent {

// A pod as the agent needs it in its cache.
struct Pod {
    kube::ObjectMeta meta;
    std::string node;  // "" while it is not scheduled
    std::string phase;
    std::string address;
    bool removal_done = false;  // its grace period is zero already: only finalizers hold it
    bool ready = false;         // its condition Ready
    bool gates_open = true;     // every readiness gate is True
};
Pod parse_pod(const nlohmann::json& object);

// What a kubelet would do now. Pods that have ended are left alone until they are deleted.
enum class PodStep { Nothing, Start, SetReady, Remove };
PodStep next_step(const Pod& pod);

}  // namespace node_agent
