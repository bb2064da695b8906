// ZPA says no, says wait, or says nothing.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Kind = simulator::Fault::Kind;

class ZpaTrouble : public Scenario {
protected:
    json names(int count) const {
        json out = json::array();
        for (int i = 0; i < count; ++i) out.push_back("key-" + std::to_string(i));
        return out;
    }
    std::size_t calls_between(simulator::Clock::Time begin, simulator::Clock::Time end, bool reads) const {
        return zpa.simulator.journal
            .where([&](const simulator::Entry& entry) {
                return entry.at > begin && entry.at < end && !entry.customer.empty() && (entry.method == "GET") == reads;
            })
            .size();
    }
};

class TooManyRequests : public ZpaTrouble, public ::testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(On, TooManyRequests, ::testing::Values("create", "update", "delete", "get", "list"),
                         [](const auto& test) { return test.param; });

TEST_P(TooManyRequests, NoCallOfThatClassIsMadeBeforeRetryAfter) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    simulator::Fault fault;
    fault.kind = Kind::throttled;
    fault.match.kind = "provisioningKey";
    fault.match.operation = GetParam();
    fault.retry_after = "2s";
    fault.count = 1;
    const auto id = zpa.simulator.fail(fault);
    const auto first = zpa.simulator.journal.last();
    edit_key("blue", {{"maxUsage", 9}});
    create_key("green");
    wait_ready("green");
    wait_ready("blue");
    delete_key("blue");
    wait_gone("blue");
    const auto refused = zpa.simulator.journal.wait_for(
        first, [](const simulator::Entry& entry) { return entry.status == 429; }, kPatience);
    ASSERT_TRUE(refused) << "the fault has hit " << zpa.simulator.faults.hits(id) << " times";
    const bool reads = refused->method == "GET";
    // Calls that were under way already do not count: at most three are in flight.
    const auto begin = refused->at + std::chrono::milliseconds(300);
    EXPECT_EQ(calls_between(begin, refused->at + std::chrono::milliseconds(1900), reads), 0U);
    EXPECT_EQ(zpa.key_named("green").max_usage, 5);
    EXPECT_LE(events("green").size() + events("blue").size(), 8U) << "no storm of events";
}

TEST_F(ZpaTrouble, LimitIsKeptAndWorkForPeopleGoesBeforePolling) {
    zpa.simulator.behaviours.edit([](auto& behaviour) {
        behaviour.limits = true;
        behaviour.window_seconds = 2;
    });
    start_operator({.flags = {"--rate-window=2"}});
    create_tenant({{"limits", nullptr}});
    wait_tenant_ready();
    for (const auto& name : names(12)) create_key(name);
    for (const auto& name : names(12)) wait_ready(name);
    EXPECT_EQ(zpa.simulator.journal.counters().of("", "", 429), 0U) << "the operator waits by itself";
    EXPECT_EQ(zpa.committed("create"), 12U);
}

TEST_F(ZpaTrouble, ValuesArePublishedBeforeNamesAreGiven) {
    start_operator({.flags = {"--rate-window=2"}});
    create_tenant({{"limits", {{"reads", 1000}, {"writes", 4}}}});
    wait_tenant_ready();
    for (const auto& name : names(8)) create_key(name);
    for (const auto& name : names(8)) wait_ready(name);
    const auto writes = zpa.simulator.journal.where([](const auto& entry) { return entry.committed && entry.method != "GET" && entry.kind == "provisioningKey"; });
    ASSERT_EQ(writes.size(), 16U);
    std::size_t last_create = 0;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (writes[i].operation == "create") last_create = i;
    }
    EXPECT_LE(last_create, 11U) << "hardly a naming goes before a creation that waits";
}

TEST_F(ZpaTrouble, GoneForAWhileNothingIsLostAndNobodyNeedsToRestart) {
    auto& process = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto before = value("blue");
    zpa.go_away();
    const auto told = wait_tenant_reason("Unreachable");
    EXPECT_NE(message(told).find("since 20"), std::string::npos) << message(told);
    create_key("green");
    wait_for_key("green", "told to wait", [](const json& object) {
        return reason(object) == "TenantNotReady" || reason(object) == "ZPAUnavailable";
    });
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_for("the Secret is back from memory", [&] { return value("blue") == before; });
    zpa.come_back();
    wait_tenant_ready();
    wait_ready("green");
    wait_ready("blue");
    EXPECT_EQ(zpa.keys().size(), 2U);
    EXPECT_TRUE(process.running());
}

TEST_F(ZpaTrouble, ReadyKeysStayReadyWhileZpaIsGone) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    zpa.go_away();
    wait_tenant_reason("Unreachable");
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "now");
    holds_for("Ready", std::chrono::seconds(1), [&] { return condition(key("blue"), "Ready") == "True"; });
}

TEST_F(ZpaTrouble, SlowAnswersAreWaitedFor) {
    simulator::Fault slow;
    slow.kind = Kind::slow;
    slow.milliseconds = 700;
    zpa.simulator.fail(slow);
    start_operator();
    create_tenant();
    create_key("blue");
    expect_whole("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(ZpaTrouble, DeadTenantDoesNotSlowTheOther) {
    auto dead = std::make_shared<Zpa>();
    auto& neighbour = another_site(dead);
    start_operator({.flags = {"--watch-selector=scenario in (" + ns + "," + neighbour.ns + ")", "--post-deadline=30",
                              "--workers=2"}});
    create_tenant();
    neighbour.create_tenant();
    wait_tenant_ready();
    neighbour.wait_tenant_ready();
    simulator::Fault hang;
    hang.kind = Kind::hang;
    dead->simulator.fail(hang);
    for (const auto& name : names(6)) neighbour.create_key(name);
    if (!dead->simulator.faults.wait_until_held(1, kPatience)) throw Unmet("nobody called the dead one");
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& name : names(6)) create_key(name);
    for (const auto& name : names(6)) wait_ready(name);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
    dead->simulator.faults.clear();
}

TEST_F(ZpaTrouble, BusyWithTheSameObjectIsTriedAgain) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    zpa.fail(Kind::conflict, "update", 1);
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

// Lists that show the state of some time ago, reads by id as well.
TEST_F(ZpaTrouble, StaleListsMakeNeitherDuplicatesNorFalseAbsence) {
    start_operator({.flags = {"--list-lag=4", "--soon=4"}});
    create_tenant();
    wait_tenant_ready();
    simulator::Fault stale;
    stale.kind = Kind::stale;
    stale.match.kind = "provisioningKey";
    stale.gets_too = true;
    stale.seconds = 3;
    zpa.simulator.fail(stale);
    create_key("blue");
    wait_for("the Secret is filled", [&] { return !value("blue").empty(); });
    wait_ready("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
    EXPECT_EQ(value("blue"), zpa.key_named("blue").value);

    zpa.simulator.faults.clear();
    zpa.simulator.fail(stale);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    create_key("blue");  // the list still shows the old one
    wait_ready("blue");
    EXPECT_EQ(value("blue"), zpa.key_named("blue").value);
    EXPECT_EQ(zpa.committed("create"), 2U);
}

}  // namespace scenario
