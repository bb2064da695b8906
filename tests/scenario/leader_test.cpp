// Two operators, one lease: one writes at a time, whatever becomes of either.
#include "tests/scenario/harness/two_operators.h"

namespace scenario {

class Leader : public TwoOperators {
protected:
    // Of a lease that outlives the test: nobody loses it on a busy machine, and only one that was given back is taken.
    static Flags long_lease() { return {"--lease-duration=60", "--renew-deadline=50", "--write-lease-age=40"}; }
};

TEST_F(Leader, StandbyWritesNothingAndIsReady) {
    begin(long_lease(), json::object(), long_lease());
    for (int i = 0; i < 5; ++i) create_key("key-" + std::to_string(i));
    for (int i = 0; i < 5; ++i) wait_ready("key-" + std::to_string(i));
    EXPECT_EQ(kubernetes_writes(second_ways), Flags());
    EXPECT_EQ(zpa_writes(second_ways), Flags());
    EXPECT_EQ(zpa_writes(first_ways).size(), 12U) << "a POST and a naming for each of six keys";
    EXPECT_EQ(zpa.committed("create"), 6U);
    EXPECT_TRUE(second->ready());
}

TEST_F(Leader, StoppedOnPurposeIsFollowedAtOnce) {
    begin(long_lease(), json::object(), long_lease());
    const auto begin_of_change = std::chrono::steady_clock::now();
    EXPECT_EQ(first->terminate(), 0);
    create_key("green");
    wait_ready("green");
    EXPECT_LT(std::chrono::steady_clock::now() - begin_of_change, kPatience) << "half of the lease's time";
    EXPECT_TRUE(is_ready(key("blue")));
    EXPECT_EQ(zpa_writes(second_ways).size(), 2U) << "one key made and named, nothing else touched";
    EXPECT_EQ(zpa.committed("create"), 2U);
}

TEST_F(Leader, KilledIsFollowedWhenItsTimeIsOver) {
    begin();
    const auto before = holder();
    first->kill9();
    create_key("green");
    wait_for_another_holder(before);
    wait_ready("green");
    EXPECT_EQ(zpa_writes(second_ways).size(), 2U);
    EXPECT_EQ(zpa.committed("create"), 2U);
}

TEST_F(Leader, WithoutTheApiServerEndsItselfAndIsFollowed) {
    begin();
    const auto before = holder();
    first_ways.api.go_away();
    EXPECT_NE(first->wait_for_exit(), 0) << "it cannot renew, so it may not go on";
    const auto written = zpa_writes(first_ways).size();
    wait_for_another_holder(before);
    create_key("green");
    wait_ready("green");
    EXPECT_EQ(zpa_writes(first_ways).size(), written);
    EXPECT_EQ(zpa.committed("create"), 2U);
}

using WithoutALease = Scenario;

TEST_F(WithoutALease, WorksAtOnceAndAsksForNone) {
    ApiProxy proxy(cluster.config(), cluster.ca());
    auto& process = start_operator({.proxy = &proxy, .flags = {"--no-leader-elect"}});
    create_tenant();
    create_key("blue");
    expect_whole("blue");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_EQ(process.terminate(), 0);
    for (const auto& seen : proxy.seen()) EXPECT_EQ(seen.target.find("/leases"), std::string::npos) << seen.target;
    EXPECT_FALSE(cluster.find(kube::leases(), {kOperatorNamespace, ns}));
}

}  // namespace scenario
