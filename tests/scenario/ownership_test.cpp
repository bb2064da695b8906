// Whose key it is: what was only read is never written or deleted, what was made for nobody never stays.
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Ownership : public Scenario {
protected:
    void begin() {
        operator_ = &start_operator();
        create_tenant();
        wait_tenant_ready();
    }
    void observe(const std::string& their_name) {
        create_key("blue", {{"managementPolicy", "Observe"}, {"name", their_name}});
        wait_ready("blue");
    }
    void expect_untouched(const simulator::Key& theirs) {
        EXPECT_EQ(zpa.only_key().modified_time, theirs.modified_time);
        EXPECT_EQ(zpa.calls("update").size(), 0U);
        EXPECT_EQ(zpa.calls("delete").size(), 0U);
    }
    void lose_the_reply() {
        lost_ = zpa.fail(simulator::Fault::Kind::drop, "create", 1, true);
        create_key("blue");
        wait_for("the reply was lost", [&] { return zpa.simulator.faults.hits(lost_) == 1; });
    }
    // Lists show nothing of what has just been made, so that the creation stays unresolved for a while.
    void let_lists_trail(double seconds) {
        zpa.simulator.behaviours.edit([&](auto& behaviour) { behaviour.list_lag_seconds = seconds; });
    }
    OperatorProcess* operator_ = nullptr;

private:
    std::string lost_;
};

TEST_F(Ownership, KeyThatWasObservedIsLeftAloneByADeletionNobodySawComing) {
    const auto theirs = zpa.add_key("theirs");
    begin();
    observe("theirs");
    operator_->kill9();
    forget_lease();
    edit_key("blue", {{"managementPolicy", "Manage"}});
    delete_key("blue");
    start_operator();
    wait_gone("blue");
    expect_untouched(theirs);
}

TEST_F(Ownership, KeyThatWasObservedIsAConflictOnceManagedEvenAfterAPause) {
    const auto theirs = zpa.add_key("theirs");
    begin();
    observe("theirs");
    annotate_key("blue", "zpa-operator.io/paused", "true");
    wait_reason("blue", "Paused");
    edit_key("blue", {{"managementPolicy", "Manage"}, {"maxUsage", 3}});
    annotate_key("blue", "zpa-operator.io/paused", nullptr);
    wait_reason("blue", "NameConflict");
    expect_untouched(theirs);
    delete_key("blue");
    wait_gone("blue");
    expect_untouched(theirs);
}

TEST_F(Ownership, KeyThatWasObservedMayBeAdopted) {
    const auto theirs = zpa.add_key("theirs");
    begin();
    observe("theirs");
    edit_key("blue", {{"managementPolicy", "Manage"}, {"adopt", {{"byName", true}}}});
    const auto object = wait_ready("blue");
    EXPECT_EQ(object.at("status").at("id"), theirs.id);
    EXPECT_FALSE(object.at("status").contains("observed"));
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Ownership, KeyThatWasManagedIsLeftInZpaOnceObserved) {
    begin();
    create_key("blue");
    wait_ready("blue");
    edit_key("blue", {{"managementPolicy", "Observe"}, {"name", "blue"}});
    const auto object = wait_ready("blue");
    EXPECT_EQ(object.at("status").at("observed"), true);
    const auto key = zpa.only_key();
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().id, key.id);
}

TEST_F(Ownership, CreationUnderWayIsSettledBeforeTheObjectOnlyObserves) {
    begin();
    lose_the_reply();
    edit_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_reason("blue", "KeyNotFound");
    EXPECT_TRUE(zpa.keys().empty()) << "what was made under the birth name was of use to nobody";
    EXPECT_EQ(zpa.committed("create"), 1U);
    const auto theirs = zpa.add_key("theirs");
    wait_ready("blue");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().id, theirs.id);
}

TEST_F(Ownership, LostCreationOfAnObjectMadeAnewIsCleanedUp) {
    begin();
    let_lists_trail(0.7);
    lose_the_reply();
    delete_key("blue");
    cluster.patch(common::provisioning_keys(), {ns, "blue"}, {{"metadata", {{"finalizers", nullptr}}}});
    wait_gone("blue");
    create_key("blue", {{"maxUsage", 7}});
    wait_ready("blue");
    wait_for("only the new object's key is left", [&] { return zpa.keys().size() == 1; });
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 7);
}

TEST_F(Ownership, LeftoverThatZpaDoesNotLetGoKeepsTheNextObjectFromNothing) {
    begin();
    let_lists_trail(0.7);
    simulator::Fault refusal;
    refusal.kind = simulator::Fault::Kind::reply;
    refusal.match.kind = "provisioningKey";
    refusal.match.operation = "delete";
    refusal.status = 400;
    refusal.headers = {{"content-type", "application/json"}};
    refusal.body = R"({"id":"resource.referenced","reason":"It is in use."})";
    const auto refused = zpa.simulator.fail(refusal);
    lose_the_reply();
    delete_key("blue");
    cluster.patch(common::provisioning_keys(), {ns, "blue"}, {{"metadata", {{"finalizers", nullptr}}}});
    wait_gone("blue");
    create_key("blue", {{"maxUsage", 7}});
    wait_for("ZPA says no", [&] { return zpa.simulator.faults.hits(refused) >= 1; });
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.key_named("blue").max_usage, 9);
}

TEST_F(Ownership, NothingToAdoptAndNothingToMakeIsToldAndEndsNobody) {
    begin();
    const auto gone = zpa.add_key("gone");
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), gone.id);
    const auto identity =
        zpa.customer() + "/0/" + simulator::connector_group + "/" + gone.id + "/" + std::to_string(gone.creation_time);
    cluster.create(resource_of("ProvisioningKey"),
                   key_object("blue", {{"adopt", {{"id", gone.id}}}, {"group", nullptr}, {"maxUsage", nullptr}},
                              {{"annotations", {{"zpa-operator.io/external-id", identity}}}}));
    const auto told = wait_reason("blue", "KeyNotFound");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_NE(message(told).find("maxUsage"), std::string::npos) << message(told);
    EXPECT_TRUE(operator_->running());
    edit_key("blue", {{"group", {{"name", Zpa::kGroup}}}, {"maxUsage", 2}});
    expect_whole("blue");
}

TEST_F(Ownership, KeyThatWasGivenUpIsNotTakenBackForItsAnnotation) {
    begin();
    create_key("blue");
    wait_ready("blue");
    const auto theirs = zpa.add_key("theirs");
    const json adopt = {{"id", theirs.id}};
    edit_key("blue", {{"managementPolicy", "Observe"}, {"adopt", adopt}});
    wait_for_key("blue", "theirs is observed", [&](const json& object) {
        return is_ready(object) && object.at("status").value("id", "") == theirs.id;
    });
    EXPECT_FALSE(
        key("blue").at("metadata").value("annotations", json::object()).contains(common::kExternalIdAnnotation));
    edit_key("blue", {{"managementPolicy", "Manage"}, {"name", "theirs"}});
    const auto object = wait_ready("blue");
    EXPECT_EQ(object.at("status").at("id"), theirs.id);
    EXPECT_EQ(value("blue"), theirs.value);
}

TEST_F(Ownership, KeyThatWasGivenUpIsFreeForAnotherObject) {
    begin();
    create_key("blue");
    const auto id = wait_ready("blue").at("status").at("id");
    edit_key("blue", {{"managementPolicy", "Observe"}, {"name", "blue"}});
    wait_for_key("blue", "it only observes",
                 [](const json& object) { return is_ready(object) && object.at("status").value("observed", false); });
    create_key("green", {{"adopt", {{"id", id}}}, {"group", nullptr}, {"maxUsage", nullptr}});
    EXPECT_EQ(wait_ready("green").at("status").at("id"), id);
}

}  // namespace scenario
