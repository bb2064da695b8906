#pragma once

#include <map>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/cache/store.h"
#include "controller/kube/client.h"
#include "controller/runtime/reconciler.h"
#include "tests/cluster/node_agent/address_pool.h"
#include "tests/cluster/node_agent/pod.h"

namespace node_agent {

// Plays the kubelet for the pods on our nodes: starts what is scheduled, follows readiness gates, lets go of what is
// being deleted. Nothing is run.
class PodRunner final : public runtime::Reconciler {
public:
    PodRunner(const kube::Client& client, const cache::Store<Pod>& pods, const std::vector<std::string>& nodes,
              AddressPool& addresses, const base::Clock& clock);

    bool is_ours(const Pod& pod) const { return nodes_.contains(pod.node); }
    runtime::Result reconcile(const kube::ObjectKey& key, const runtime::RunContext& run) override;

private:
    void start(const Pod& pod, const runtime::RunContext& run);
    void set_ready(const Pod& pod, const runtime::RunContext& run);
    void remove(const Pod& pod, const runtime::RunContext& run);
    std::optional<nlohmann::json> read(const Pod& pod, const runtime::RunContext& run) const;

    const kube::Client& client_;
    const cache::Store<Pod>& pods_;
    std::map<std::string, int> nodes_;  // name -> index
    AddressPool& addresses_;
    const base::Clock& clock_;
};

}  // namespace node_agent
