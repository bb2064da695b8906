#pragma once

#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/kube/client.h"

namespace node_agent {

// Registers the nodes and keeps them Ready: their Lease renewed every 10 s, their status put right where somebody else
// (the node lifecycle controller, after a pause of ours) wrote it. As with a kubelet, a node that was deleted stays
// away until the agent starts again. Threads: run() on one thread, which throws nothing and ends with stop.
class Heartbeat {
public:
    Heartbeat(const kube::Client& client, std::vector<std::string> nodes, const base::Clock& clock, base::Logger log);
    void run(std::stop_token stop);

private:
    bool beat(std::stop_token stop);  // false where a node could not be kept
    void beat(int index, const std::string& name, std::stop_token stop);

    const kube::Client& client_;
    const std::vector<std::string> nodes_;
    const base::Clock& clock_;
    const base::Logger log_;
    std::set<std::string> registered_, deleted_;
};

}  // namespace node_agent
