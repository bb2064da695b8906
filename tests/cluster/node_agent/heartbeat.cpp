#include "tests/cluster/node_agent/heartbeat.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/stop.h"
#include "controller/kube/json_text.h"
#include "tests/cluster/node_agent/node.h"
#include "tests/fakes/kinds.h"

namespace node_agent {

Heartbeat::Heartbeat(const kube::Client& client, std::vector<std::string> nodes, const base::Clock& clock,
                     base::Logger log)
    : client_(client), nodes_(std::move(nodes)), clock_(clock), log_(std::move(log)) {}

void Heartbeat::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        const bool kept = beat(stop);
        base::sleep_for(stop, kept ? std::chrono::seconds(10) : std::chrono::seconds(1));
    }
}

bool Heartbeat::beat(std::stop_token stop) {
    bool kept = true;
    for (std::size_t i = 0; i < nodes_.size() && !stop.stop_requested(); ++i) {
        try {
            if (!deleted_.contains(nodes_[i])) beat(static_cast<int>(i), nodes_[i], stop);
        } catch (const base::Error& error) {
            // The control plane writes to a new node, too; who comes second looks again.
            const bool expected = stop.stop_requested() || error.kind() == base::ErrorKind::Conflict;
            if (!expected) log_.warn("node not kept", {{"node", nodes_[i]}, {"error", error.what()}});
            kept = false;
        } catch (const std::exception& error) {
            log_.error("node not kept", {{"node", nodes_[i]}, {"error", error.what()}});
            kept = false;
        }
    }
    return kept;
}

void Heartbeat::beat(int index, const std::string& name, std::stop_token stop) {
    const kube::ObjectKey key{"", name};
    auto node = client_.get(kube::nodes(), key, stop);
    if (!node && registered_.contains(name)) {
        log_.info("node was deleted; it stays away", {{"node", name}});
        deleted_.insert(name);
        return;
    }
    if (!node) node = client_.create(kube::nodes(), "", node_object(name), stop);
    if (!is_ready(*node) || !registered_.contains(name)) {
        (*node)["status"] = node_status(kube::value_at(*node, "status"), name, index, clock_.wall());
        node = client_.update_status(kube::nodes(), key, *node, stop);
        log_.info("node is Ready", {{"node", name}});
    }
    registered_.insert(name);
    const auto uid = kube::text_at(kube::value_at(*node, "metadata"), "uid");
    client_.apply(kube::leases(), {"kube-node-lease", name}, node_lease(name, uid, clock_.wall()),
                  {.field_manager = "zpa-node-agent"}, stop);
}

}  // namespace node_agent
