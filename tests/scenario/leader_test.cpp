// Two operators, one lease: one writes at a time, whatever becomes of either.
#include <csignal>

#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Leader : public Scenario {
protected:
    // Both share the lease; each has its own way to the API server, which knows who asked for what.
    OperatorProcess& start(const ApiProxy& proxy) {
        return start_operator({.proxy = &proxy,
                               .flags = {"--lease-duration=3", "--renew-deadline=2", "--retry-period=0.3",
                                         "--write-lease-age=1.5"}});
    }
    void begin() {
        first = &start(first_way);
        create_tenant();
        create_key("blue");
        wait_ready("blue");
        second = &start(second_way);
        wait_for("the standby is up", [&] { return second->wrote("serving probes"); });
    }
    // Writes other than those about the lease and about events.
    static std::size_t writes(const ApiProxy& way) {
        const auto all = way.seen();
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const ApiProxy::Seen& seen) {
            return seen.writes() && seen.target.find("/leases") == std::string::npos;
        }));
    }
    std::string holder() const {
        const auto lease = cluster.find(kube::leases(), {kOperatorNamespace, ns});
        return lease ? lease->value("/spec/holderIdentity"_json_pointer, "") : "";
    }
    std::string wait_for_another_holder(const std::string& before) const {
        return wait_for("another holder", [&]() -> std::optional<std::string> {
            const auto now = holder();
            return now.empty() || now == before ? std::nullopt : std::optional(now);
        }).value();
    }

    ApiProxy first_way{cluster.config(), cluster.ca()}, second_way{cluster.config(), cluster.ca()};
    OperatorProcess* first = nullptr;
    OperatorProcess* second = nullptr;
};

TEST_F(Leader, StandbyWritesNothingAndIsReady) {
    begin();
    for (int i = 0; i < 5; ++i) create_key("key-" + std::to_string(i));
    for (int i = 0; i < 5; ++i) wait_ready("key-" + std::to_string(i));
    EXPECT_EQ(writes(second_way), 0U);
    EXPECT_EQ(zpa.committed("create"), 6U);
    EXPECT_TRUE(second->running());
}

TEST_F(Leader, StoppedOnPurposeIsFollowedAtOnce) {
    begin();
    const auto begin_of_change = std::chrono::steady_clock::now();
    EXPECT_EQ(first->terminate(), 0);
    create_key("green");
    wait_ready("green");
    EXPECT_LT(std::chrono::steady_clock::now() - begin_of_change, std::chrono::seconds(10));
    EXPECT_TRUE(is_ready(key("blue")));
    EXPECT_EQ(zpa.committed("create"), 2U);
}

TEST_F(Leader, KilledIsFollowedWhenItsTimeIsOver) {
    begin();
    const auto before = holder();
    first->kill9();
    create_key("green");
    wait_for_another_holder(before);
    wait_ready("green");
    EXPECT_EQ(zpa.committed("create"), 2U);
}

TEST_F(Leader, StoppedAndWokenWritesNothingAnyMoreAndExits) {
    begin();
    const auto before = holder();
    first->stop_the_world();
    edit_key("blue", {{"maxUsage", 9}});
    create_key("green");
    wait_for_another_holder(before);
    wait_ready("green");
    wait_ready("blue");
    edit_key("blue", {{"maxUsage", 11}});  // something to do for whoever wakes
    const auto written = writes(first_way);
    first->wake();
    EXPECT_NE(first->wait_for_exit(), 0);
    EXPECT_EQ(writes(first_way), written);
    wait_ready("blue");
    EXPECT_EQ(zpa.key_named("blue").max_usage, 11);
    EXPECT_EQ(zpa.committed("create"), 2U);
    EXPECT_TRUE(second->running());
}

// Between its last check and its POST: what it could still send is found by its nonce, or taken back.
class StoppedAtThePost : public Leader, public ::testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(AndThePost, StoppedAtThePost, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "ArrivesInTime" : "ArrivesLate"; });

TEST_P(StoppedAtThePost, LeavesOneKey) {
    begin();
    const auto before = holder();
    const auto call = zpa.hold("create", false);
    create_key("green");
    zpa.wait_until_held();
    first->stop_the_world();
    if (GetParam()) zpa.release(call, simulator::Release::answer);
    wait_for_another_holder(before);
    wait_ready("green");
    if (!GetParam()) zpa.release(call, simulator::Release::answer);
    const auto written = writes(first_way);
    first->wake();
    EXPECT_NE(first->wait_for_exit(), 0);
    EXPECT_EQ(writes(first_way), written);
    wait_for("nothing but the two keys is left", [&] { return zpa.keys().size() == 2; });
    holds_for("two keys", std::chrono::seconds(2), [&] { return zpa.keys().size() <= 2; });
    wait_ready("green");
    EXPECT_EQ(value("green"), zpa.key_named("green").value);
}

TEST_F(Leader, WithoutTheApiServerEndsItselfAndIsFollowed) {
    begin();
    const auto before = holder();
    first_way.go_away();
    EXPECT_NE(first->wait_for_exit(), 0) << "it cannot renew, so it may not go on";
    wait_for_another_holder(before);
    create_key("green");
    wait_ready("green");
    EXPECT_EQ(zpa.committed("create"), 2U);
}

}  // namespace scenario
