// Objects deleted under each policy and in bad times.
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Deletion : public Scenario {
protected:
    void begin(const json& spec = json::object()) {
        process = &start_operator();
        create_tenant();
        create_key("blue", spec);
        wait_ready("blue");
        before = zpa.only_key();
    }
    void enrol_component() {
        zpa.edit(before.id, [](simulator::Key& key) { key.usage_count = 1; });
        simulator::Component component;
        component.association_type = simulator::connector_group;
        component.group_id = before.group_id;
        component.key_id = before.id;
        component.name = "blue-1";
        component_ = zpa.simulator.portal.add(zpa.customer(), component).id;
    }
    void remove_component() { zpa.simulator.portal.remove<simulator::Component>(zpa.customer(), component_); }
    void expect_retired() {
        const auto left = zpa.only_key();
        EXPECT_EQ(left.id, before.id);
        EXPECT_TRUE(left.name.starts_with("blue.retired-")) << left.name;
        EXPECT_FALSE(left.enabled);
        EXPECT_FALSE(secret("blue"));
        wait_for_event("blue", "KeyRetired");
    }
    simulator::Key before;
    OperatorProcess* process = nullptr;

private:
    std::string component_;
};

TEST_F(Deletion, DeletesAKeyThatNobodyUsed) {
    begin();
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_FALSE(secret("blue"));
    wait_for_event("blue", "KeyDeleted");
}

TEST_F(Deletion, RetiresAKeyThatComponentsReferTo) {
    begin();
    enrol_component();
    delete_key("blue");
    wait_gone("blue");
    expect_retired();
    EXPECT_EQ(zpa.only_key().max_usage, 1);
}

TEST_F(Deletion, DeletesAUsedKeyWhoseComponentsAreGone) {
    begin();
    enrol_component();
    remove_component();
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Deletion, RetiresWhereThePolicySaysSo) {
    begin({{"deletionPolicy", "Retire"}});
    delete_key("blue");
    wait_gone("blue");
    expect_retired();
    EXPECT_EQ(zpa.committed("update"), 2U) << "one PUT names it, one retires it";
}

TEST_F(Deletion, RetainsKeyAndSecretWithoutAskingZpa) {
    begin({{"deletionPolicy", "Retain"}});
    zpa.go_away();
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().name, "blue");
    EXPECT_EQ(value("blue"), before.value);
    zpa.come_back();
}

TEST_F(Deletion, WhatIsGoneAlreadyIsSuccess) {
    begin();
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.not_found_status = 404; });
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), before.id);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_FALSE(secret("blue"));
}

TEST_F(Deletion, WaitsForZpaWithAConditionThatNamesTheKeyAndTheWayOut) {
    begin();
    zpa.go_away();
    wait_tenant_reason("Unreachable");
    delete_key("blue");
    const auto told = wait_for_key("blue", "told what it waits for",
                                   [](const json& object) { return condition(object, "Ready") == "False"; });
    EXPECT_NE(message(told).find(before.id), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("zpa-operator.io/abandon"), std::string::npos) << message(told);
    zpa.come_back();
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Deletion, AbandonedObjectGoesAtOnce) {
    begin();
    zpa.go_away();
    delete_key("blue");
    annotate_key("blue", "zpa-operator.io/abandon", "true");
    wait_gone("blue");
    zpa.come_back();
    EXPECT_EQ(zpa.only_key().id, before.id);
    const auto told = wait_for_event("blue", "KeyLeft");
    EXPECT_NE(told.at("note").get<std::string>().find(before.id), std::string::npos);
}

TEST_F(Deletion, WaitsWhilePausedAndSaysSo) {
    begin();
    annotate_key("blue", "zpa-operator.io/paused", "true");
    delete_key("blue");
    wait_reason("blue", "Paused");
    EXPECT_EQ(zpa.only_key().id, before.id);
    annotate_key("blue", "zpa-operator.io/paused", nullptr);
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Deletion, PausedObjectIsLeftAloneUntilItGoesOn) {
    begin();
    annotate_key("blue", "zpa-operator.io/paused", "true");
    wait_reason("blue", "Paused");
    edit_key("blue", {{"maxUsage", 9}});
    wait_reason("blue", "Paused");
    EXPECT_EQ(zpa.only_key().max_usage, 5);
    annotate_key("blue", "zpa-operator.io/paused", nullptr);
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

TEST_F(Deletion, ByForegroundWorksAsWell) {
    begin();
    delete_key("blue", "Foreground");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Deletion, OfTheTenantWaitsForThoseWhoNeedIt) {
    begin();
    delete_tenant();
    const auto told = wait_for_tenant("told who needs it",
                                      [](const json& object) { return reason(object, "Reconciling") == "InUse"; });
    EXPECT_NE(message(told, "Reconciling").find("1 object"), std::string::npos) << message(told, "Reconciling");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    wait_for("the tenant is gone", [&] { return !cluster.find(common::zpa_tenants(), {ns, "default"}); });
}

TEST_F(Deletion, OfTenantCredentialsAndKeyTogetherLeavesNothing) {
    begin();
    cluster.remove(kube::secrets(), {ns, "zpa-credentials"});
    delete_tenant();
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty()) << "the last good credentials are kept that long";
}

TEST_F(Deletion, OfTheNamespaceLeavesNothing) {
    begin();
    create_key("green");
    wait_ready("green");
    cluster.remove(kube::namespaces(), {"", ns});
    wait_for("the namespace is gone", [&] { return !cluster.find(kube::namespaces(), {"", ns}); });
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Deletion, WithoutATenantThatWasNeverThereIsNotWedged) {
    start_operator({.namespaced = true});
    create_key("blue");
    wait_reason("blue", "TenantNotFound");
    delete_key("blue");
    wait_gone("blue");
}

// By force, against the tenant's own finalizer. An operator with a selector must not take the key for somebody else's.
TEST_F(Deletion, WhoseTenantWasTornAwayNamesTheWayOut) {
    begin();
    delete_tenant();
    wait_for_tenant("told who needs it", [](const json& object) { return reason(object, "Reconciling") == "InUse"; });
    const auto series = "zpa_tenant_ready{tenant=\"" + ns + "/default\"}";
    ASSERT_NE(process->metrics().find(series), std::string::npos);
    cluster.patch(common::zpa_tenants(), {ns, "default"}, {{"metadata", {{"finalizers", nullptr}}}});
    // While the operator still has the session, it may as well delete the key by it.
    wait_for("the operator has let go of the tenant",
             [&] { return process->metrics().find(series) == std::string::npos; });
    delete_key("blue");
    const auto told = wait_reason("blue", "TenantNotFound");
    EXPECT_NE(message(told).find(before.id), std::string::npos) << message(told);
    annotate_key("blue", "zpa-operator.io/abandon", "true");
    wait_gone("blue");
}

TEST_F(Deletion, OfAKeyRefusedByZpaSaysWhyAndEndsWhenThatEnds) {
    begin();
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.delete_of_used_key_refused = true; });
    zpa.edit(before.id, [](simulator::Key& key) { key.usage_count = 1; });  // no component record, but used
    delete_key("blue");
    wait_reason("blue", "DeletionRefused");
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.delete_of_used_key_refused = false; });
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

}  // namespace scenario
