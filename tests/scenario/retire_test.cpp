// Keys that stay in ZPA when their object goes: what is waited for, and who is told the way out.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Retire : public Scenario {
protected:
    void begin(const std::string& policy, const Launch& launch = {}) {
        process = &start_operator(launch);
        create_tenant();
        create_key("blue", {{"deletionPolicy", policy}});
        wait_ready("blue");
        before = zpa.only_key();
    }
    void expect_retired() {
        const auto left = zpa.only_key();
        EXPECT_EQ(left.id, before.id);
        EXPECT_TRUE(left.name.starts_with("blue.retired-")) << left.name;
        EXPECT_EQ(left.name.find(".retired-"), left.name.rfind(".retired-")) << "once, not twice: " << left.name;
        EXPECT_EQ(left.max_usage, 1);
        EXPECT_FALSE(secret("blue"));
        EXPECT_EQ(zpa.committed("delete"), 0U);
    }
    void expect_names_the_way_out(const json& object) {
        EXPECT_EQ(condition(object, "Ready"), "False");
        EXPECT_NE(message(object).find("zpa-operator.io/abandon"), std::string::npos) << message(object);
    }
    OperatorProcess* process = nullptr;
    simulator::Key before;
};

TEST_F(Retire, WaitsForZpaAndNamesTheWayOut) {
    begin("Retire");
    zpa.go_away();
    wait_tenant_reason("Unreachable");
    delete_key("blue");
    const auto told =
        wait_for_key("blue", "told", [](const json& object) { return condition(object, "Ready") == "False"; });
    expect_names_the_way_out(told);
    EXPECT_NE(message(told).find(before.id), std::string::npos) << message(told);
    EXPECT_EQ(value("blue"), before.value) << "the Secret goes only when the key is retired";
    zpa.come_back();
    wait_gone("blue");
    expect_retired();
    EXPECT_FALSE(zpa.only_key().enabled);
    wait_for_event("blue", "KeyRetired");
}

class PausedDeletion : public Retire, public ::testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(By, PausedDeletion, ::testing::Values("Delete", "Retire", "Retain"),
                         [](const auto& test) { return test.param; });

TEST_P(PausedDeletion, WaitsSaysHowToGoOnAndGoesOn) {
    begin(GetParam());
    annotate_key("blue", "zpa-operator.io/paused", "true");
    wait_reason("blue", "Paused");
    delete_key("blue");
    const auto told = wait_for_key("blue", "told that its deletion waits", [](const json& object) {
        return object.at("metadata").contains("deletionTimestamp") && reason(object) == "Paused";
    });
    EXPECT_NE(message(told).find("zpa-operator.io/paused"), std::string::npos) << message(told);
    EXPECT_EQ(zpa.only_key().name, "blue");
    EXPECT_EQ(zpa.only_key().modified_time, before.modified_time);
    EXPECT_EQ(value("blue"), before.value);
    annotate_key("blue", "zpa-operator.io/paused", nullptr);
    wait_gone("blue");
    if (GetParam() == "Delete") {
        EXPECT_TRUE(zpa.keys().empty());
    } else if (GetParam() == "Retire") {
        expect_retired();
    } else {
        EXPECT_EQ(zpa.only_key().name, "blue");
        EXPECT_EQ(value("blue"), before.value);
    }
}

TEST_P(PausedDeletion, IsLetGoByAbandonInSpiteOfThePause) {
    begin(GetParam());
    annotate_key("blue", "zpa-operator.io/paused", "true");
    wait_reason("blue", "Paused");
    delete_key("blue");
    annotate_key("blue", "zpa-operator.io/abandon", "true");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().name, "blue");
    EXPECT_TRUE(zpa.only_key().enabled);
}

// The PUT is through, the object is still there, and the program is gone: with a ZPA that disables, and with one that
// does not.
class RetireCutShort : public Retire, public ::testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(WherePut, RetireCutShort, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "ChangesEnabled" : "IgnoresEnabled"; });

TEST_P(RetireCutShort, IsNotDoneTwice) {
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.put_changes_enabled = GetParam(); });
    ApiProxy proxy(cluster.config(), cluster.ca());
    begin("Retire", {.proxy = &proxy});
    const auto last_step = proxy.add({.action = ApiProxy::Action::hold_before,
                                      .method = "PATCH",
                                      .path = "/provisioningkeys/blue",
                                      .body = "finalizers",
                                      .count = 1});
    delete_key("blue");
    proxy.wait_until_held(last_step);
    process->kill9();
    proxy.release(last_step, ApiProxy::Release::drop);
    forget_lease();
    const auto retired_as = zpa.only_key().name;
    start_operator();
    wait_gone("blue");
    expect_retired();
    EXPECT_EQ(zpa.only_key().name, retired_as);
    EXPECT_EQ(zpa.only_key().enabled, !GetParam());
}

}  // namespace scenario
