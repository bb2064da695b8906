// ZPA says no, says wait, or says nothing.
#include <regex>

#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Kind = simulator::Fault::Kind;

class ZpaTrouble : public Scenario {};

TEST_F(ZpaTrouble, GoneForAWhileNothingIsLostAndNobodyNeedsToRestart) {
    auto& process = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto before = value("blue");
    zpa.go_away();
    const auto told = wait_tenant_reason("Unreachable");
    EXPECT_TRUE(std::regex_search(message(told), std::regex("since 20..-..-..T..:..:..Z"))) << message(told);
    EXPECT_NE(message(told).find("tried again"), std::string::npos) << "and what comes next: " << message(told);
    EXPECT_EQ(condition(told, "Reconciling"), "True");
    const auto logged = "\"namespace\":\"" + ns + "\",\"name\":\"default\",\"reason\":\"Unreachable\"";
    wait_for("a line of the log as well, for whoever looks the next day", [&] { return process.wrote(logged); });
    create_key("green");
    const auto waiting = wait_for_key("green", "told to wait", [](const json& object) {
        return reason(object) == "TenantNotReady" || reason(object) == "ZPAUnavailable";
    });
    EXPECT_NE(message(waiting).find(ns + "/default"), std::string::npos) << message(waiting);
    EXPECT_EQ(condition(waiting, "Reconciling"), "True");
    const auto since = message(told).substr(message(told).find("since 20"), 26);
    holds_for("the same beginning", std::chrono::seconds(2),
              [&] { return message(tenant()).find(since) != std::string::npos; });
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

TEST_F(ZpaTrouble, RowThatCannotBeReadIsNoOtherKey) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    simulator::Fault list;
    list.kind = Kind::reply;
    list.match.kind = "provisioningKey";
    list.match.operation = "list";
    list.status = 200;
    list.headers = {{"content-type", "application/json"}};
    const json row = {{"id", zpa.only_key().id}, {"name", "blue"}, {"uiConfig", json::object()}};
    list.body = json{{"totalPages", "1"}, {"totalCount", "1"}, {"list", json::array({row})}}.dump();
    const auto odd = zpa.simulator.fail(list);
    const auto reads = zpa.calls("get").size();
    wait_for("the key itself was asked",
             [&] { return zpa.simulator.faults.hits(odd) > 0 && zpa.calls("get").size() > reads; });
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

// Counted once by the total or twice, so that each of the two things that give such a row away is tried alone.
class RowShownTwice : public ZpaTrouble {
protected:
    std::string show_it_twice(bool counted) {
        simulator::Fault twice;
        twice.kind = Kind::duplicate_rows;
        twice.match.kind = "provisioningKey";
        twice.match.association_type = simulator::connector_group;
        twice.counted = counted;
        return zpa.simulator.fail(twice);
    }
    static int counted(const json& tenant) { return tenant.value("/status/usage/0/keys"_json_pointer, 0); }
    void wait_counted(int keys) {
        wait_for_tenant("counts " + std::to_string(keys), [&](const json& object) { return counted(object) == keys; });
    }
    void wait_for_a_list(const std::string& name) {
        wait_for_key(name, "waiting for a list that can be believed", [](const json& object) {
            return reason(object) == "Queued" && message(object).find("complete list") != std::string::npos;
        });
    }
};
class RowCounted : public RowShownTwice, public ::testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(ByTheTotal, RowCounted, ::testing::Bool(),
                         [](const auto& counted) { return counted.param ? "CountedTwice" : "CountedOnce"; });

TEST_P(RowCounted, OnceOrTwiceIsOneKeyAndNothingIsDecidedByTheList) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    wait_counted(1);
    const auto fault = show_it_twice(GetParam());
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "now");  // its own pass wants a new list
    create_key("green");
    wait_for_a_list("green");
    holds_for("as it was", std::chrono::seconds(2), [&] {
        const auto organisation = tenant();
        return condition(key("blue"), "Ready") == "True" && condition(organisation, "Ready") == "True" &&
               counted(organisation) == 1;
    });
    EXPECT_NE(key("blue").at("status").value("lastHandledReconcileAt", ""), "now") << "no such list was believed";
    EXPECT_EQ(zpa.calls("create").size(), 1U);
    EXPECT_GT(zpa.simulator.faults.hits(fault), 0);

    zpa.simulator.faults.clear();
    wait_ready("green");
    wait_for_key("blue", "looked at anew", [](const json& object) {
        return object.at("status").value("lastHandledReconcileAt", "") == "now" && is_ready(object);
    });
    wait_counted(2);
    EXPECT_EQ(zpa.calls("create").size(), 2U);
    for (const auto* name : {"blue", "green"}) {
        EXPECT_EQ(value(name), zpa.key_named(name).value);
        for (const auto& event : events(name)) EXPECT_EQ(event.value("type", ""), "Normal") << event.dump();
    }
}

TEST_F(RowShownTwice, ForLongIsTheTenantsTroubleAndKeepsNoOtherListFromBeingUsed) {
    const auto& process = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    wait_counted(1);
    show_it_twice(true);
    create_key("green");
    wait_for_a_list("green");
    const auto told = wait_tenant_reason("InventoryIncomplete");
    EXPECT_NE(message(told).find(simulator::connector_group), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("it shows id " + zpa.only_key().id + " twice"), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("ask Zscaler"), std::string::npos) << "and what comes next: " << message(told);
    EXPECT_EQ(wait_for_event("default", "InventoryIncomplete").value("type", ""), "Warning");
    const auto labels = "{tenant=\"" + ns + "/default\"} ";
    const auto failures = "zpa_inventory_refresh_total{result=\"error\",tenant=\"" + ns + "/default\"} ";
    const auto figures = process.metrics();
    EXPECT_NE(figures.find("zpa_tenant_ready" + labels + "0"), std::string::npos);
    EXPECT_NE(figures.find(failures), std::string::npos);
    EXPECT_EQ(figures.find(failures + "0"), std::string::npos);
    create_key("edge", {{"associationType", simulator::service_edge_group}, {"group", {{"name", Zpa::kEdgeGroup}}}});
    wait_ready("edge");
    EXPECT_EQ(condition(key("blue"), "Ready"), "True");
    EXPECT_EQ(reason(key("green")), "Queued");

    zpa.simulator.faults.clear();
    wait_tenant_ready();
    wait_ready("green");
    EXPECT_EQ(zpa.keys().size(), 3U);
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
