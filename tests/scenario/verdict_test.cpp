// What people are told, and when: requests to look anew, refusals, what nobody expected.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

constexpr auto kRequest = "zpa-operator.io/reconcile-requested-at";

class Verdict : public Scenario {
protected:
    void begin(const json& spec = json::object(), const json& tenant = json::object(), const Launch& launch = {}) {
        start_operator(launch);
        create_tenant(tenant);
        create_key("blue", spec);
        wait_ready("blue");
    }
    std::string handled() const { return key("blue").at("status").value("lastHandledReconcileAt", ""); }
};

TEST_F(Verdict, RequestHasZpaReadAnewAndIsEchoedWhenThatWasDone) {
    begin(json::object(), {{"pollInterval", "10m"}});
    wait_for("the name is beyond dispute", [&] { return zpa.calls("list").size() >= 3; });
    zpa.edit(zpa.only_key().id, [](simulator::Key& key) { key.max_usage = 77; });
    annotate_key("blue", kRequest, "now");
    wait_for("the request is echoed", [&] { return handled() == "now"; });
    EXPECT_EQ(zpa.only_key().max_usage, 5);
}

TEST_F(Verdict, RequestIsNotEchoedWhileNobodyMayLook) {
    begin();
    annotate_key("blue", "zpa-operator.io/paused", "true");
    wait_reason("blue", "Paused");
    annotate_key("blue", kRequest, "later");
    edit_key("blue", {{"maxUsage", 6}});
    wait_reason("blue", "Paused");
    EXPECT_EQ(handled(), "");
    annotate_key("blue", "zpa-operator.io/paused", nullptr);
    wait_for("the request is echoed", [&] { return handled() == "later"; });
    EXPECT_EQ(zpa.only_key().max_usage, 6);
}

TEST_F(Verdict, RequestOfAKeyThatCannotBeMadeIsAnsweredByWhy) {
    zpa.add_key("blue");
    start_operator();
    create_tenant();
    create_key("blue", json::object(), {{"annotations", {{kRequest, "now"}}}});
    wait_reason("blue", "NameConflict");
    EXPECT_EQ(handled(), "now");
}

TEST_F(Verdict, DriftIsReportedAlsoWhenAPauseHidItAtFirst) {
    begin({{"driftPolicy", "Report"}});
    annotate_key("blue", "zpa-operator.io/paused", "true");
    wait_reason("blue", "Paused");
    zpa.edit(zpa.only_key().id, [](simulator::Key& key) { key.max_usage = 77; });
    annotate_key("blue", "zpa-operator.io/paused", nullptr);
    wait_reason("blue", "Drifted");
    EXPECT_EQ(zpa.only_key().max_usage, 77);
    edit_key("blue", {{"maxUsage", 6}});  // a change of the spec is carried out
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 6);
}

TEST_F(Verdict, ReferenceThatZpaDoesNotKnowIsRefusedAndTheKeyIsNotTakenForGone) {
    begin(json::object(), json::object(), {.flags = {"--soon=0.01", "--list-lag=0.1"}});
    const auto before = zpa.only_key();
    const auto old = std::chrono::system_clock::time_point(std::chrono::seconds(before.creation_time + 1));
    wait_for("the key is not new any more", [&] { return std::chrono::system_clock::now() > old; });
    edit_key("blue", {{"group", {{"id", "999"}, {"name", nullptr}}}});
    const auto told = wait_reason("blue", "UpdateRefused");
    EXPECT_NE(message(told).find("group"), std::string::npos) << message(told);
    EXPECT_EQ(zpa.only_key().id, before.id);
    edit_key("blue", {{"group", {{"id", nullptr}, {"name", Zpa::kGroup}}}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().id, before.id);
    EXPECT_EQ(value("blue"), before.value);
}

TEST_F(Verdict, RefusedCreationIsAnEventOnceHoweverOftenItIsTried) {
    start_operator();
    create_tenant();
    create_key("blue", {{"group", {{"id", "999"}, {"name", nullptr}}}});
    wait_reason("blue", "CreationRefused");
    for (const auto* request : {"1", "2"}) {
        annotate_key("blue", kRequest, request);
        wait_for("it was tried again", [&] { return handled() == request; });
    }
    EXPECT_EQ(zpa.calls("create").size(), 3U);
    ASSERT_EQ(events("blue", "CreationRefused").size(), 1U);
    EXPECT_FALSE(events("blue", "CreationRefused").front().contains("series"));
}

TEST_F(Verdict, ApiServersUnexpectedNoIsACondition) {
    ApiProxy proxy(cluster.config(), cluster.ca());
    const auto no = proxy.add({.action = ApiProxy::Action::reply,
                               .method = "PATCH",
                               .path = "/provisioningkeys/blue",
                               .body = "external-id",
                               .status = 403,
                               .reply_body = status_body(403, "Forbidden", "not on a Friday")});
    start_operator({.proxy = &proxy});
    create_tenant();
    create_key("blue");
    const auto told = wait_reason("blue", "ReconcileFailed");
    EXPECT_NE(message(told).find("not on a Friday"), std::string::npos) << message(told);
    EXPECT_EQ(condition(told, "Stalled"), "");
    proxy.remove(no);
    expect_whole("blue");
}

TEST_F(Verdict, NameThatTheSpecGaveGoesWhenTheSpecGivesNoneAnyMore) {
    begin();
    edit_key("blue", {{"name", "azure"}});
    wait_ready("blue");
    wait_for("the status has the new name", [&] { return key("blue").at("status").at("name") == "azure"; });
    edit_key("blue", {{"name", nullptr}, {"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().name, "blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

// A prefix is part of a default only when the key gets its name.
TEST_F(Verdict, DefaultNameStaysWhateverTheTenantsPrefixBecomes) {
    begin();
    edit_tenant({{"namePrefix", "eu-"}});
    wait_tenant_ready();
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().name, "blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

}  // namespace scenario
