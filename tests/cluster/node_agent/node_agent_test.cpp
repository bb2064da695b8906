#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/cluster/node_agent/address_pool.h"
#include "tests/cluster/node_agent/node.h"
#include "tests/cluster/node_agent/pod.h"
#include "tests/cluster/node_agent/pod_status.h"
#include "tests/fakes/fake_clock.h"

namespace node_agent {
namespace {

using nlohmann::json;

json pod_json(const std::string& phase = "Pending") {
    return {{"metadata", {{"name", "p"}, {"namespace", "ns"}, {"uid", "u1"}}},
            {"spec",
             {{"nodeName", "n1"},
              {"containers", {{{"name", "c"}, {"image", "i:1"}}}},
              {"initContainers", {{{"name", "init"}, {"image", "i:1"}}}}}},
            {"status", {{"phase", phase}, {"conditions", {{{"type", "PodScheduled"}, {"status", "True"}}}}}}};
}

PodStep step_of(const json& pod) { return next_step(parse_pod(pod)); }

TEST(NodeAgent, AScheduledPodIsStartedAndThenLeftAlone) {
    const fakes::FakeClock clock;
    auto pod = pod_json();
    EXPECT_EQ(step_of(pod), PodStep::Start);
    pod = running(pod, "10.128.0.1", "10.127.0.1", clock.wall());
    EXPECT_EQ(step_of(pod), PodStep::Nothing);
    const auto& status = pod["status"];
    EXPECT_EQ(status["phase"], "Running");
    EXPECT_EQ(status["podIP"], "10.128.0.1");
    EXPECT_EQ(status["startTime"], "2026-01-02T03:04:05Z");
    EXPECT_EQ(status["containerStatuses"][0]["state"]["running"]["startedAt"], "2026-01-02T03:04:05Z");
    EXPECT_EQ(status["initContainerStatuses"][0]["state"]["terminated"]["exitCode"], 0);
    EXPECT_EQ(status["conditions"][0]["type"], "PodScheduled") << "others' conditions stay";
    EXPECT_TRUE(parse_pod(pod).ready);
}

TEST(NodeAgent, AnUnscheduledOrEndedPodIsNotTouched) {
    auto gated = pod_json();
    gated["spec"].erase("nodeName");
    EXPECT_EQ(step_of(gated), PodStep::Nothing);
    EXPECT_EQ(step_of(pod_json("Succeeded")), PodStep::Nothing);
    EXPECT_EQ(step_of(pod_json("Failed")), PodStep::Nothing);
}

TEST(NodeAgent, ReadinessWaitsForTheGatesAndFollowsThem) {
    const fakes::FakeClock clock;
    auto pod = pod_json();
    pod["spec"]["readinessGates"] = {{{"conditionType", "example/connected"}}};
    pod = running(pod, "10.128.0.1", "10.127.0.1", clock.wall());
    EXPECT_FALSE(parse_pod(pod).ready);
    EXPECT_EQ(step_of(pod), PodStep::Nothing);
    set_condition(pod["status"]["conditions"], "example/connected", true, "", "t");
    EXPECT_EQ(step_of(pod), PodStep::SetReady);
    pod = with_readiness(pod, clock.wall());
    EXPECT_TRUE(parse_pod(pod).ready);
    set_condition(pod["status"]["conditions"], "example/connected", false, "", "t");
    EXPECT_EQ(step_of(pod), PodStep::SetReady);
}

TEST(NodeAgent, ADeletedPodIsRemovedOnceAndFinalizersMayHoldIt) {
    auto pod = pod_json("Running");
    pod["metadata"]["deletionTimestamp"] = "2026-01-02T03:04:05Z";
    pod["metadata"]["deletionGracePeriodSeconds"] = 30;
    EXPECT_EQ(step_of(pod), PodStep::Remove);
    pod["metadata"]["deletionGracePeriodSeconds"] = 0;
    EXPECT_EQ(step_of(pod), PodStep::Nothing);
}

TEST(NodeAgent, APodOfTheHostsNetworkHasTheNodesAddress) {
    auto pod = pod_json();
    pod["spec"]["hostNetwork"] = true;
    EXPECT_EQ(running(pod, "10.128.0.1", "10.127.0.1", {})["status"]["podIP"], "10.127.0.1");
}

TEST(NodeAgent, AddressesAreUniqueStableAndKnownFromBefore) {
    AddressPool pool;
    pool.adopt("old", "10.128.0.1");
    const auto first = pool.acquire(0, "a");
    EXPECT_EQ(first, "10.128.0.2") << "the first is taken";
    EXPECT_EQ(pool.acquire(0, "a"), first);
    EXPECT_EQ(pool.acquire(0, "old"), "10.128.0.1");
    EXPECT_EQ(pool.acquire(1, "b"), "10.129.0.1");
    pool.release("a");
    EXPECT_NE(pool.acquire(0, "c"), first) << "given out again last";
}

TEST(NodeAgent, ANodeIsReadyWithCapacityAndKeepsWhenItTurned) {
    fakes::FakeClock clock;
    auto node = node_object("n1");
    EXPECT_FALSE(is_ready(node));
    node["status"] = node_status({}, "n1", 0, clock.wall());
    EXPECT_TRUE(is_ready(node));
    EXPECT_EQ(node["status"]["capacity"], node["status"]["allocatable"]);
    const auto ready = node["status"]["conditions"].back();
    clock.advance(std::chrono::seconds(10));
    const auto later = node_status(node["status"], "n1", 0, clock.wall())["conditions"].back();
    EXPECT_EQ(later["lastTransitionTime"], ready["lastTransitionTime"]);
    EXPECT_NE(later["lastHeartbeatTime"], ready["lastHeartbeatTime"]);
}

TEST(NodeAgent, TheLeaseBelongsToTheNode) {
    const fakes::FakeClock clock;
    const auto lease = node_lease("n1", "uid-1", clock.wall());
    EXPECT_EQ(lease["metadata"]["ownerReferences"][0]["uid"], "uid-1");
    EXPECT_EQ(lease["spec"]["renewTime"], "2026-01-02T03:04:05.000000Z");
    EXPECT_EQ(lease["spec"]["leaseDurationSeconds"], 40);
}

}  // namespace
}  // namespace node_agent
