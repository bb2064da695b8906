#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/base/clock.h"

namespace node_agent {

// What a kubelet says about its node, as pure functions. `index` tells the nodes of one agent apart.
nlohmann::json node_object(const std::string& name);
std::string node_address(int index);

// status with capacity and conditions; `before` is the status that was there (when a condition turned is kept).
nlohmann::json node_status(const nlohmann::json& before, const std::string& name, int index, base::WallTime now);
bool is_ready(const nlohmann::json& node);

// The Lease in kube-node-lease that the node lifecycle controller looks at. It goes with its node.
nlohmann::json node_lease(const std::string& name, const std::string& node_uid, base::WallTime now);

// Sets the condition of that type in a list of node or pod conditions; lastTransitionTime moves only with the status.
void set_condition(nlohmann::json& conditions, const std::string& type, bool value, const std::string& reason,
                   const std::string& time);

}  // namespace node_agent
