#include "tests/cluster/node_agent/pod_runner.h"

#include <nlohmann/json.hpp>

#include "tests/cluster/node_agent/node.h"
#include "tests/cluster/node_agent/pod_status.h"
#include "tests/fakes/kinds.h"

namespace node_agent {

PodRunner::PodRunner(const kube::Client& client, const cache::Store<Pod>& pods, const std::vector<std::string>& nodes,
                     AddressPool& addresses, const base::Clock& clock)
    : client_(client), pods_(pods), addresses_(addresses), clock_(clock) {
    for (const auto& name : nodes) nodes_.emplace(name, static_cast<int>(nodes_.size()));
}

runtime::Result PodRunner::reconcile(const kube::ObjectKey& key, const runtime::RunContext& run) {
    const auto pod = pods_.get(key);
    if (!pod || !is_ours(*pod)) return runtime::Result::await_change();
    switch (next_step(*pod)) {
        case PodStep::Start: start(*pod, run); break;
        case PodStep::SetReady: set_ready(*pod, run); break;
        case PodStep::Remove: remove(*pod, run); break;
        case PodStep::Nothing: break;
    }
    return runtime::Result::await_change();
}

// The pod as it is now, if it is still the one we saw and still wants the same: the cache may be behind.
std::optional<nlohmann::json> PodRunner::read(const Pod& pod, const runtime::RunContext& run) const {
    auto live = client_.get(kube::pods(), pod.meta.key(), run.stop);
    if (!live) return std::nullopt;
    const auto now = parse_pod(*live);
    if (now.meta.uid != pod.meta.uid || next_step(now) != next_step(pod)) return std::nullopt;
    return live;
}

void PodRunner::start(const Pod& pod, const runtime::RunContext& run) {
    auto live = read(pod, run);
    if (!live) return;
    const int index = nodes_.at(pod.node);
    const auto address = addresses_.acquire(index, pod.meta.uid);
    client_.update_status(kube::pods(), pod.meta.key(),
                          running(std::move(*live), address, node_address(index), clock_.wall()), run.stop);
    run.log.info("pod runs", {{"node", pod.node}, {"address", address}});
}

void PodRunner::set_ready(const Pod& pod, const runtime::RunContext& run) {
    auto live = read(pod, run);
    if (!live) return;
    client_.update_status(kube::pods(), pod.meta.key(), with_readiness(std::move(*live), clock_.wall()), run.stop);
    run.log.info("pod's readiness changed", {{"ready", pod.gates_open}});
}

void PodRunner::remove(const Pod& pod, const runtime::RunContext& run) {
    client_.remove(kube::pods(), pod.meta.key(), {.uid = pod.meta.uid, .grace_period_seconds = 0}, run.stop);
    run.log.info("pod has ended", {{"node", pod.node}});
}

}  // namespace node_agent
