// What people use the operator for, from the first object to the last.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class MainJob : public Scenario {};

TEST_F(MainJob, TenantBecomesReadyAndSaysWhatItHas) {
    create_tenant();
    start_operator();
    const auto ready = wait_tenant_ready();
    EXPECT_EQ(ready.at("status").at("customerID"), zpa.customer());
    EXPECT_EQ(reason(ready), "Ready");
    wait_for_event("default", "Ready");
    EXPECT_TRUE(events("default", "Waiting").empty()) << "the first seconds of a healthy tenant are no warning";
}

// As a chart or a folder of manifests does it: who comes before the tenant's first verdict waits, and nothing is wrong.
TEST_F(MainJob, KeyThatIsCreatedTogetherWithItsTenantWaitsWithoutAWarning) {
    simulator::Fault hang;
    hang.kind = simulator::Fault::Kind::hang;
    hang.match.kind = "token";
    hang.count = 1;
    const auto held = zpa.simulator.fail(hang);
    start_operator();
    create_tenant();
    create_key("blue");
    wait_reason("blue", "TenantNotReady");
    zpa.wait_until_held();
    zpa.release(held, simulator::Release::answer);
    wait_ready("blue");
    wait_for_event("blue", "Ready");
    EXPECT_TRUE(events("blue", "TenantNotReady").empty());
}

TEST_F(MainJob, KeyBecomesReadyAndItsSecretHoldsTheVeryValue) {
    start_operator();
    create_tenant();
    create_key("blue");
    const auto object = wait_ready("blue");
    const auto in_zpa = zpa.only_key();
    EXPECT_EQ(in_zpa.name, "blue");
    EXPECT_EQ(in_zpa.max_usage, 5);
    EXPECT_EQ(in_zpa.group_id, zpa.group_id(Zpa::kGroup));
    EXPECT_TRUE(in_zpa.enabled);
    EXPECT_TRUE(in_zpa.exportable);
    EXPECT_EQ(value("blue"), in_zpa.value);
    const auto& status = object.at("status");
    EXPECT_EQ(status.at("id"), in_zpa.id);
    EXPECT_EQ(status.at("group").at("name"), Zpa::kGroup);
    EXPECT_EQ(status.at("remaining"), 5);
    EXPECT_EQ(condition(object, "KeySynced"), "True");
    EXPECT_EQ(condition(object, "SecretSynced"), "True");
    EXPECT_EQ(condition(object, "UsageAvailable"), "True");
    EXPECT_EQ(zpa.committed("create"), 1U);
    EXPECT_EQ(zpa.committed("update"), 1U) << "one PUT names the key";
}

TEST_F(MainJob, ChangedFieldIsPutIntoZpa) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    edit_key("blue", {{"maxUsage", 9}, {"enabled", false}, {"ipAcl", {"192.0.2.0/24"}}});
    wait_ready("blue");
    const auto in_zpa = zpa.only_key();
    EXPECT_EQ(in_zpa.max_usage, 9);
    EXPECT_FALSE(in_zpa.enabled);
    EXPECT_EQ(in_zpa.ip_acl, std::vector<std::string>{"192.0.2.0/24"});
}

TEST_F(MainJob, EditInThePortalIsPutBack) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    zpa.edit(zpa.only_key().id, [](simulator::Key& key) {
        key.max_usage = 99;
        key.name = "mine";
    });
    wait_for("the edit is put back", [&] { return zpa.only_key().max_usage == 5 && zpa.only_key().name == "blue"; });
    const auto told = wait_for_event("blue", "DriftCorrected");
    EXPECT_NE(told.value("note", "").find("maxUsage"), std::string::npos) << told.dump();
    EXPECT_NE(told.value("note", "").find("name"), std::string::npos) << told.dump();
}

TEST_F(MainJob, DeletedSecretIsBackWithTheSameValue) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto before = value("blue");
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_for("the Secret is back", [&] { return value("blue") == before; });
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(MainJob, DeletedObjectLeavesNothingInZpaNorInTheCluster) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_FALSE(secret("blue"));
}

}  // namespace scenario
