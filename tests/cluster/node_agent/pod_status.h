#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/base/clock.h"

namespace node_agent {

// The pod with the status a kubelet reports, as pure functions; conditions of others (the scheduler's, readiness gates)
// stay.
//
// running(): every container runs, every init container has completed.
nlohmann::json running(nlohmann::json pod, const std::string& pod_address, const std::string& host_address,
                       base::WallTime now);
// with_readiness(): Ready is what the readiness gates say, given that the containers are ready.
nlohmann::json with_readiness(nlohmann::json pod, base::WallTime now);

}  // namespace node_agent
