// Edited, disabled or deleted in ZPA by others.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Drift : public Scenario {
protected:
    void begin(const json& spec = json::object()) {
        start_operator();
        create_tenant();
        create_key("blue", spec);
        wait_ready("blue");
        id = zpa.only_key().id;
    }
    std::string id;
};

TEST_F(Drift, IsCorrectedFieldByFieldAndNamed) {
    begin({{"enabled", true}, {"ipAcl", {"192.0.2.0/24"}}, {"uiConfig", "{}"}});
    const auto second = zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "second");
    zpa.edit(id, [&](simulator::Key& key) {
        key.name = "renamed";
        key.max_usage = 77;
        key.enabled = false;
        key.ip_acl = {"198.51.100.0/24"};
        key.ui_config = "x";
        key.group_id = second.id;
    });
    wait_for("everything is put back", [&] {
        const auto now = zpa.only_key();
        return now.name == "blue" && now.max_usage == 5 && now.enabled && now.ui_config == "{}" &&
               now.ip_acl == std::vector<std::string>{"192.0.2.0/24"} && now.group_id == zpa.group_id(Zpa::kGroup);
    });
    const auto note = wait_for_event("blue", "DriftCorrected").at("note").get<std::string>();
    for (const auto* field : {"name", "maxUsage", "enabled", "ipAcl", "uiConfig", "group"}) {
        EXPECT_NE(note.find(field), std::string::npos) << field << " is not in: " << note;
    }
}

TEST_F(Drift, OfTheCertificateIsCorrectedAndNamed) {
    simulator::Certificate wanted, other;
    wanted.name = "ours";
    other.name = "theirs";
    const auto ours = zpa.simulator.portal.add(zpa.customer(), wanted);
    const auto theirs = zpa.simulator.portal.add(zpa.customer(), other);
    begin({{"enrollmentCert", {{"name", "ours"}}}});
    zpa.edit(id, [&](simulator::Key& key) { key.certificate_id = theirs.id; });
    wait_for("it is put back", [&] { return zpa.only_key().certificate_id == ours.id; });
    const auto note = wait_for_event("blue", "DriftCorrected").at("note").get<std::string>();
    EXPECT_NE(note.find("enrollmentCert"), std::string::npos) << note;
}

TEST_F(Drift, OfExportableIsCorrectedAndNamed) {
    begin({{"exportable", false}});
    const auto before = value("blue");
    zpa.edit(id, [](simulator::Key& key) { key.exportable = true; });
    wait_for("it is hidden again", [&] { return !zpa.only_key().exportable; });
    const auto note = wait_for_event("blue", "DriftCorrected").at("note").get<std::string>();
    EXPECT_NE(note.find("exportable"), std::string::npos) << note;
    EXPECT_EQ(value("blue"), before);
}

// One way: ZPA never shows it again, so there is nothing to put back, and the value that we have stays where it is.
TEST_F(Drift, KeyThatOthersHidKeepsItsSecret) {
    begin();
    const auto before = value("blue");
    zpa.edit(id, [](simulator::Key& key) { key.exportable = false; });
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_for("the Secret is back from memory", [&] { return value("blue") == before; });
    EXPECT_TRUE(is_ready(key("blue")));
    EXPECT_EQ(zpa.only_key().id, id);
}

TEST_F(Drift, OfFieldsTheSpecLeavesOutIsNobodysBusiness) {
    begin();
    zpa.edit(id, [](simulator::Key& key) {
        key.enabled = false;
        key.ip_acl = {"198.51.100.0/24"};
    });
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    EXPECT_FALSE(zpa.only_key().enabled);
    EXPECT_TRUE(is_ready(key("blue")));
    EXPECT_EQ(zpa.committed("update"), 1U) << "the naming alone";
}

// Ready is right: the spec says nothing of it. But nobody who waits for enrolments may think that there are some left.
TEST_F(Drift, KeyThatOthersDisabledSaysThatNothingCanEnrol) {
    begin();
    zpa.edit(id, [](simulator::Key& key) { key.enabled = false; });
    const auto told = wait_reason("blue", "Disabled", "UsageAvailable");
    EXPECT_EQ(condition(told, "UsageAvailable"), "False");
    EXPECT_NE(message(told, "UsageAvailable").find("set spec.enabled to true"), std::string::npos);
    EXPECT_TRUE(is_ready(told));
    zpa.edit(id, [](simulator::Key& key) { key.enabled = true; });
    wait_reason("blue", "Available", "UsageAvailable");
    edit_key("blue", {{"enabled", false}});
    const auto declared = wait_reason("blue", "Disabled", "UsageAvailable");
    EXPECT_NE(message(declared, "UsageAvailable").find("spec.enabled is false"), std::string::npos);
    EXPECT_FALSE(zpa.only_key().enabled);
    wait_ready("blue");
    edit_key("blue", {{"enabled", true}});
    wait_reason("blue", "Available", "UsageAvailable");
    EXPECT_TRUE(zpa.only_key().enabled);
}

TEST_F(Drift, IsOnlyReportedWhereThePolicySaysSo) {
    begin({{"driftPolicy", "Report"}});
    zpa.edit(id, [](simulator::Key& key) { key.max_usage = 77; });
    const auto told = wait_reason("blue", "Drifted");
    EXPECT_NE(message(told).find("maxUsage"), std::string::npos) << message(told);
    EXPECT_EQ(zpa.only_key().max_usage, 77);
    zpa.edit(id, [](simulator::Key& key) { key.max_usage = 5; });
    wait_ready("blue");
    edit_key("blue", {{"maxUsage", 9}});  // a change of the spec is carried out in any case
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

TEST_F(Drift, OtherWaysOfWritingTheSameAreNone) {
    begin({{"ipAcl", {"192.0.2.1/32", "2001:DB8:0::1"}}});
    zpa.edit(id, [](simulator::Key& key) { key.ip_acl = {"2001:db8::1", "192.0.2.1"}; });
    const auto updates = zpa.committed("update");
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    EXPECT_EQ(zpa.committed("update"), updates);
    EXPECT_TRUE(is_ready(key("blue")));
}

TEST_F(Drift, KeyDeletedByOthersIsMadeAgainWithAnEvent) {
    begin();
    const auto before = value("blue");
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), id);
    wait_for("another key", [&] { return zpa.keys().size() == 1 && zpa.only_key().name == "blue"; });
    expect_whole("blue");
    EXPECT_NE(zpa.only_key().id, id);
    EXPECT_NE(value("blue"), before);
    wait_for_event("blue", "KeyDeletedInZPA");
}

TEST_F(Drift, KeyThatBecameReadOnlyIsStalledNotFought) {
    begin();
    zpa.edit(id, [](simulator::Key& key) {
        key.read_only = true;
        key.max_usage = 77;
    });
    const auto told = wait_reason("blue", "ReadOnlyKey");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_EQ(zpa.calls("update").size(), 1U);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().id, id) << "ZPA does not let anybody delete it";
    wait_for_event("blue", "KeyLeft");
}

TEST_F(Drift, MaxUsageIsNeverSetBelowWhatIsUsed) {
    begin();
    zpa.edit(id, [](simulator::Key& key) { key.usage_count = 4; });
    edit_key("blue", {{"maxUsage", 2}});
    const auto told = wait_for_key(
        "blue", "told", [](const json& object) { return reason(object, "UsageAvailable") == "MaxUsageBelowUsage"; });
    EXPECT_NE(message(told, "UsageAvailable").find("raise spec.maxUsage"), std::string::npos);
    EXPECT_GE(zpa.only_key().max_usage, 4);
    for (const auto& call : zpa.calls("update")) EXPECT_LT(call.status, 300) << "nothing was refused";
}

TEST_F(Drift, UseIsCountedAndWarnedOf) {
    begin({{"usage", {{"warnAt", 60}}}});
    zpa.edit(id, [](simulator::Key& key) { key.usage_count = 3; });
    auto shown = wait_for_key("blue", "a warning",
                              [](const json& object) { return reason(object, "UsageAvailable") == "RunningLow"; });
    EXPECT_EQ(shown.at("status").at("usageCount"), 3);
    EXPECT_EQ(shown.at("status").at("remaining"), 2);
    zpa.edit(id, [](simulator::Key& key) { key.usage_count = 5; });
    wait_for_key("blue", "used up", [](const json& object) {
        return reason(object, "UsageAvailable") == "UsedUp" && condition(object, "UsageAvailable") == "False";
    });
    EXPECT_TRUE(is_ready(key("blue")));
}

// Where ZPA ignores a change that it accepted, nobody hammers it.
TEST_F(Drift, ChangeThatZpaIgnoresIsSaidAndNotRepeatedAllTheTime) {
    begin();
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.put_changes_enabled = false; });
    edit_key("blue", {{"enabled", false}});
    wait_reason("blue", "UpdateIgnored");
    const auto updates = zpa.calls("update").size();
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    EXPECT_LE(zpa.calls("update").size(), updates + 1);
}

TEST_F(Drift, NameTakenInZpaKeepsOnlyTheNameFromBeingSet) {
    begin();
    const auto theirs = zpa.add_key("green");
    zpa.edit(id, [](simulator::Key& key) { key.enabled = false; });
    wait_reason("blue", "Disabled", "UsageAvailable");
    edit_key("blue", {{"name", "green"}, {"maxUsage", 9}, {"enabled", true}});
    const auto told = wait_reason("blue", "NameTaken");
    EXPECT_EQ(reason(told, "UsageAvailable"), "Available") << "as the key is now";
    EXPECT_NE(message(told).find(theirs.id), std::string::npos);
    wait_for("the rest of the change is made", [&] { return zpa.key_named("blue").max_usage == 9; });
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), theirs.id);
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().name, "green");
}

// Whoever moves a name from one object to another takes it out of the first one's spec.
TEST_F(Drift, NameThatTheSpecGivesNoMoreIsFreeForAnother) {
    begin({{"name", "wanted"}});
    create_key("green");
    wait_ready("green");
    edit_key("blue", {{"name", nullptr}});
    zpa.wait_for_key("blue");
    edit_key("green", {{"name", "wanted"}});
    wait_ready("green");
    zpa.wait_for_key("wanted");
    wait_ready("blue");
    EXPECT_EQ(key("blue").at("/status/name"_json_pointer), "blue");
}

class Hiding : public Scenario, public ::testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(WherePutWithoutExportable, Hiding, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "SetsItTrue" : "KeepsIt"; });

TEST_P(Hiding, LaterKeepsTheValueInTheSecretAndTheKeyHidden) {
    zpa.simulator.behaviours.edit([&](auto& behaviour) { behaviour.put_without_exportable_sets_true = GetParam(); });
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto before = value("blue");
    edit_key("blue", {{"exportable", false}});
    wait_ready("blue");
    EXPECT_FALSE(zpa.only_key().exportable);
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_FALSE(zpa.only_key().exportable);
    EXPECT_EQ(zpa.only_key().max_usage, 9);
    EXPECT_EQ(value("blue"), before);
}

}  // namespace scenario
