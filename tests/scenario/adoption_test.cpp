// Keys that were there before: taken over or watched, and only on request.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class AdoptKey : public Scenario {
protected:
    void SetUp() override {
        start_operator();
        create_tenant();
        wait_tenant_ready();
    }
};

TEST_F(AdoptKey, ByIdNothingInZpaChangesUnlessTheSpecSaysSo) {
    const auto before = zpa.add_key("made by hand");
    cluster.create(resource_of("ProvisioningKey"),
                   key_object("blue", {{"adopt", {{"id", before.id}}}, {"group", nullptr}, {"maxUsage", nullptr}}));
    wait_ready("blue");
    const auto after = zpa.only_key();
    EXPECT_EQ(after.name, before.name);
    EXPECT_EQ(after.modified_time, before.modified_time);
    EXPECT_EQ(zpa.calls("update").size(), 0U);
    EXPECT_EQ(value("blue"), before.value);
}

TEST_F(AdoptKey, ByNameTakesOverOrCreatesAndMayStay) {
    const auto before = zpa.add_key("blue");
    create_key("blue", {{"adopt", {{"byName", true}}}});
    create_key("green", {{"adopt", {{"byName", true}}}});
    EXPECT_EQ(wait_ready("blue").at("status").at("id"), before.id);
    wait_ready("green");
    EXPECT_EQ(zpa.keys().size(), 2U);
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), zpa.key_named("green").id);
    wait_for("green is made again", [&] { return zpa.keys().size() == 2 && is_ready(key("green")); });
    EXPECT_EQ(value("green"), zpa.key_named("green").value);
}

// Of types whose groups the API does not list.
class AdoptRareKey : public AdoptKey, public ::testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Of, AdoptRareKey, ::testing::Values("SITE_CONTROLLER_GRP", "EXPORTER_GRP"),
                         [](const auto& test) { return test.param; });

TEST_P(AdoptRareKey, ByIdIsTakenOverAsItIs) {
    const auto group = zpa.simulator.portal.add_group(zpa.customer(), GetParam(), "of that type");
    simulator::Key wanted;
    wanted.name = "made by hand";
    wanted.association_type = GetParam();
    wanted.group_id = group.id;
    wanted.max_usage = 5;
    const auto before = zpa.simulator.portal.add(zpa.customer(), wanted);
    create_key(
        "blue",
        {{"associationType", GetParam()}, {"adopt", {{"id", before.id}}}, {"group", nullptr}, {"maxUsage", nullptr}});
    wait_ready("blue");
    EXPECT_EQ(value("blue"), before.value);
    EXPECT_EQ(zpa.only_key().modified_time, before.modified_time);
    EXPECT_EQ(zpa.calls("update").size(), 0U);
}

TEST_F(AdoptKey, WithoutAskingAnExistingKeyIsAConflictAndCuredByItself) {
    const auto theirs = zpa.add_key("Blue");  // names are compared without case
    create_key("blue");
    const auto told = wait_reason("blue", "NameConflict");
    EXPECT_NE(message(told).find(theirs.id), std::string::npos) << message(told);
    EXPECT_EQ(condition(told, "Reconciling"), "True");
    EXPECT_EQ(zpa.only_key().id, theirs.id);
    EXPECT_EQ(value("blue"), "");
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), theirs.id);
    expect_whole("blue");
}

TEST_F(AdoptKey, OfAnIdThatIsNotThereSaysSoAndIsCured) {
    create_key("blue", {{"adopt", {{"id", "999999"}}}});
    const auto told = wait_reason("blue", "KeyNotFound");
    EXPECT_NE(message(told).find("999999"), std::string::npos);
    EXPECT_TRUE(zpa.keys().empty()) << "adopt.id never creates";
    const auto theirs = zpa.add_key("blue");
    edit_key("blue", {{"adopt", {{"id", theirs.id}}}});
    wait_ready("blue");
}

TEST_F(AdoptKey, ReadOnlyKeysAreStalledAndMayBeObserved) {
    auto managed = zpa.add_key("managed");
    zpa.edit(managed.id, [](auto& key) { key.zscaler_managed = true; });
    create_key("blue", {{"adopt", {{"id", managed.id}}}});
    const auto told = wait_reason("blue", "ReadOnlyKey");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_NE(message(told).find("Observe"), std::string::npos);
    EXPECT_EQ(zpa.calls("update").size(), 0U);
}

class ObserveKey : public AdoptKey {};

TEST_F(ObserveKey, PublishesTheValueAndChangesNothing) {
    const auto theirs = zpa.add_key("theirs");
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}, {"maxUsage", 1}});
    wait_ready("blue");
    EXPECT_EQ(value("blue"), theirs.value);
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_for("the Secret is back", [&] { return value("blue") == theirs.value; });
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().modified_time, theirs.modified_time);
    EXPECT_FALSE(secret("blue"));
}

TEST_F(ObserveKey, ByIdFollowsItsNameAndChangesNothing) {
    const auto theirs = zpa.add_key("theirs");
    create_key(
        "blue",
        {{"managementPolicy", "Observe"}, {"adopt", {{"id", theirs.id}}}, {"group", nullptr}, {"maxUsage", nullptr}});
    wait_ready("blue");
    EXPECT_EQ(value("blue"), theirs.value);
    zpa.edit(theirs.id, [](auto& key) { key.name = "renamed"; });
    wait_for_key("blue", "the new name in its status",
                 [](const json& object) { return object.at("status").value("name", "") == "renamed"; });
    EXPECT_TRUE(zpa.calls("update").empty());
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().id, theirs.id);
    EXPECT_FALSE(secret("blue"));
}

TEST_F(ObserveKey, WhoStopsManagingLeavesTheKeyToOthers) {
    create_key("blue");
    wait_ready("blue");
    const auto ours = zpa.only_key();
    edit_key("blue", {{"managementPolicy", "Observe"}});
    wait_reason("blue", "Observed", "KeySynced");
    zpa.edit(ours.id, [](auto& key) { key.max_usage = 77; });
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    EXPECT_EQ(zpa.only_key().max_usage, 77) << "an edit of others is theirs to make";
    EXPECT_EQ(value("blue"), ours.value);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().id, ours.id);
}

TEST_F(ObserveKey, WhoBeginsToManageHasToAdopt) {
    const auto theirs = zpa.add_key("theirs");
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_ready("blue");
    edit_key("blue", {{"managementPolicy", "Manage"}});
    wait_reason("blue", "NameConflict");
    EXPECT_EQ(zpa.only_key().modified_time, theirs.modified_time);
    edit_key("blue", {{"adopt", {{"byName", true}}}, {"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().id, theirs.id);
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

TEST_F(ObserveKey, FollowsAKeyThatOthersMakeAnew) {
    const auto first = zpa.add_key("theirs");
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_ready("blue");
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), first.id);
    wait_reason("blue", "KeyNotFound");
    EXPECT_EQ(value("blue"), first.value) << "what was published stays";
    const auto second = zpa.add_key("theirs");
    wait_for("the new value", [&] { return value("blue") == second.value; });
    wait_ready("blue");
}

TEST_F(ObserveKey, WithoutAKeySaysSoAndIsCuredByItself) {
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_reason("blue", "KeyNotFound");
    const auto theirs = zpa.add_key("theirs");
    wait_ready("blue");
    EXPECT_EQ(value("blue"), theirs.value);
}

TEST_F(ObserveKey, WithAHiddenValueSaysWhoHasIt) {
    const auto theirs = zpa.add_key("theirs");
    zpa.edit(theirs.id, [](auto& key) { key.exportable = false; });
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_reason("blue", "ValueHidden");
    EXPECT_EQ(value("blue"), "");
}

TEST_F(ObserveKey, TwoKeysOfOneNameAreAmbiguous) {
    zpa.add_key("theirs");
    const auto second = zpa.add_key("THEIRS");
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_reason("blue", "KeyAmbiguous");
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), second.id);
    wait_ready("blue");
}

// KeyAmbiguous advises this: the names of components to come hang on the key's own.
TEST_F(AdoptKey, TheYoungerOfTwoOfOneNameKeepsIt) {
    zpa.add_key("theirs");
    const auto younger = zpa.add_key("THEIRS");
    create_key("blue", {{"adopt", {{"id", younger.id}}}, {"group", nullptr}, {"maxUsage", nullptr}});
    const auto object = wait_ready("blue");
    EXPECT_EQ(object.at("status").at("id"), younger.id);
    EXPECT_EQ(object.at("status").at("adopted"), true);
    EXPECT_TRUE(zpa.calls("update").empty());
    EXPECT_EQ(zpa.key_named("THEIRS").id, younger.id);
}

}  // namespace scenario
