// Where nobody has documented how ZPA behaves, both ways it may be are tried: what we promise holds in either.
#include "controller/kube/base64.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

using simulator::Behaviour;

// A behaviour that is either so or not.
class EitherWay : public Scenario, public ::testing::WithParamInterface<bool> {
protected:
    void behave(bool Behaviour::* member, bool so = GetParam()) {
        zpa.simulator.behaviours.edit([&](Behaviour& behaviour) { behaviour.*member = so; });
    }
    void begin(const json& spec = json::object()) {
        start_operator();
        create_tenant();
        create_key("blue", spec);
        wait_ready("blue");
    }
    void wait_some_polls() const {
        const auto polls = zpa.calls("list").size();
        wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    }
};

INSTANTIATE_TEST_SUITE_P(It, EitherWay, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "IsSo" : "IsNotSo"; });

TEST_P(EitherWay, PutChangesTheGroup) {
    behave(&Behaviour::put_changes_group);
    begin();
    const auto second = zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "second");
    edit_key("blue", {{"group", {{"name", "second"}}}});
    if (GetParam()) {
        wait_ready("blue");
        EXPECT_EQ(zpa.only_key().group_id, second.id);
        return;
    }
    const auto told = wait_reason("blue", "UpdateIgnored");
    EXPECT_NE(message(told).find("group"), std::string::npos) << message(told);
    const auto updates = zpa.calls("update").size();
    wait_some_polls();
    EXPECT_LE(zpa.calls("update").size(), updates + 1) << "nobody hammers it";
}

// Ours is younger than the other, so the name is the other's, whatever ZPA thinks of capitals.
TEST_P(EitherWay, UniqueNamesIgnoreCase) {
    behave(&Behaviour::unique_names_ignore_case);
    start_operator();
    create_tenant();
    wait_tenant_ready();
    const auto naming = zpa.hold("update", false);
    create_key("blue");
    zpa.wait_until_held();
    const auto theirs = zpa.add_key("BLUE");
    zpa.edit(theirs.id, [](auto& key) { key.creation_time -= 1000; });
    zpa.release(naming, simulator::Release::answer);
    const auto told = wait_reason("blue", "NameTaken");
    EXPECT_NE(message(told).find(theirs.id), std::string::npos) << message(told);
    EXPECT_EQ(zpa.key_named("BLUE").id, theirs.id);
    EXPECT_EQ(zpa.keys().size(), 2U);
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), theirs.id);
    expect_whole("blue");
}

TEST_P(EitherWay, NamesThatDifferInCaseAloneAreAConflict) {
    behave(&Behaviour::unique_names_ignore_case);
    start_operator();
    create_tenant();
    const auto theirs = zpa.add_key("BLUE");
    create_key("blue");
    wait_reason("blue", "NameConflict");
    EXPECT_EQ(zpa.only_key().id, theirs.id);
}

TEST_P(EitherWay, HiddenValueIsEmptyText) {
    behave(&Behaviour::hidden_value_is_empty_text);
    begin({{"exportable", false}});
    const auto before = value("blue");
    EXPECT_EQ(before, zpa.only_key().value);
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    cluster.patch(kube::secrets(), {ns, "blue"}, {{"data", {{"provisionkey", kube::base64_encode("mine")}}}});
    wait_for("the Secret is put back", [&] { return value("blue") == before; });
    zpa.edit(zpa.only_key().id, [](auto& key) { key.max_usage = 99; });
    wait_for("the edit is put back", [&] { return zpa.only_key().max_usage == 9; });
    EXPECT_EQ(value("blue"), before);
    EXPECT_FALSE(zpa.only_key().exportable);
}

TEST_P(EitherWay, HiddenValueOfAnothersKeyIsEmptyText) {
    behave(&Behaviour::hidden_value_is_empty_text);
    start_operator();
    create_tenant();
    const auto theirs = zpa.add_key("theirs");
    zpa.edit(theirs.id, [](auto& key) { key.exportable = false; });
    create_key("blue", {{"managementPolicy", "Observe"}, {"name", "theirs"}});
    wait_reason("blue", "ValueHidden");
    EXPECT_EQ(value("blue"), "");
}

TEST_P(EitherWay, UnknownReferenceIsRefused) {
    behave(&Behaviour::unknown_reference_refused);
    start_operator();
    create_tenant();
    create_key("blue", {{"group", {{"name", nullptr}, {"id", "123456"}}}});
    if (GetParam()) {
        wait_reason("blue", "CreationRefused");
        EXPECT_TRUE(zpa.keys().empty());
        return;
    }
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().group_id, "123456");
    wait_some_polls();
    EXPECT_EQ(zpa.committed("update"), 1U) << "the naming alone: what ZPA took is as asked";
}

TEST_P(EitherWay, MaxUsageMayGoBelowUsage) {
    behave(&Behaviour::max_usage_may_go_below_usage);
    begin();
    zpa.edit(zpa.only_key().id, [](auto& key) { key.usage_count = 4; });
    edit_key("blue", {{"maxUsage", 2}});
    wait_for_key("blue", "told",
                 [](const json& object) { return reason(object, "UsageAvailable") == "MaxUsageBelowUsage"; });
    EXPECT_GE(zpa.only_key().max_usage, 4) << "we never ask for it, so it does not matter";
    for (const auto& call : zpa.calls("update")) EXPECT_LT(call.status, 300);
}

TEST_P(EitherWay, ReadsByIdLagToo) {
    zpa.simulator.behaviours.edit([](Behaviour& behaviour) { behaviour.list_lag_seconds = 0.9; });
    behave(&Behaviour::get_lags_too);
    begin();
    for (const int wanted : {9, 11}) {
        edit_key("blue", {{"maxUsage", wanted}});
        wait_for("the edit", [&] { return zpa.only_key().max_usage == wanted; });
        wait_ready("blue");
    }
    wait_some_polls();
    EXPECT_EQ(zpa.only_key().max_usage, 11) << "nothing old is put back";
    expect_whole("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
    delete_key("blue");
    wait_gone("blue");
    create_key("blue");
    expect_whole("blue");
    EXPECT_EQ(zpa.committed("create"), 2U);
}

// A refusal that ZPA may word with one status or another.
class EitherStatus : public Scenario, public ::testing::WithParamInterface<int> {};

class ForeignCustomer : public EitherStatus {};
INSTANTIATE_TEST_SUITE_P(With, ForeignCustomer, ::testing::Values(401, 403),
                         [](const auto& test) { return std::to_string(test.param); });

TEST_P(ForeignCustomer, IsNotOpenAndNotHammered) {
    constexpr auto other = "216196257331281777";
    zpa.simulator.behaviours.edit([](Behaviour& behaviour) { behaviour.foreign_customer_status = GetParam(); });
    zpa.simulator.state.add_customer(other);
    auto client = zpa.simulator.state.client(simulator::default_client).value();
    client.customers = {zpa.customer()};
    zpa.simulator.state.put_client(client);
    start_operator();
    create_tenant({{"customerID", other}});
    for (const auto* name : {"blue", "green", "red"}) create_key(name);
    const auto told = wait_tenant_reason("InvalidCredentials");
    EXPECT_NE(message(told).find(other), std::string::npos) << message(told);
    for (const auto* name : {"blue", "green", "red"}) wait_reason(name, "TenantNotReady");
    EXPECT_LE(zpa.calls("create", "token").size() + zpa.calls("", "token").size(), 3U);
    edit_tenant({{"customerID", nullptr}});
    for (const auto* name : {"blue", "green", "red"}) wait_ready(name);
}

class MovedToOAuth2 : public EitherStatus {};
INSTANTIATE_TEST_SUITE_P(With, MovedToOAuth2, ::testing::Values(400, 403),
                         [](const auto& test) { return std::to_string(test.param); });

TEST_P(MovedToOAuth2, IsNamedByTheTenant) {
    zpa.simulator.behaviours.edit([](Behaviour& behaviour) { behaviour.key_refused_on_oauth2_status = GetParam(); });
    zpa.simulator.state.with(
        zpa.customer(), [](simulator::Organisation& organisation) { return organisation.oauth2_enrolment = true; });
    start_operator();
    create_tenant();
    wait_tenant_ready();
    create_key("blue");
    create_key("green");
    wait_tenant_reason("ProvisioningKeysUnsupported");
    wait_reason("blue", "TenantNotReady");
    wait_reason("green", "TenantNotReady");
    EXPECT_LE(zpa.calls("create").size(), 2U) << "who had begun may have asked";
}

class ManagedObject : public EitherStatus {};
INSTANTIATE_TEST_SUITE_P(With, ManagedObject, ::testing::Values(400, 403, 409),
                         [](const auto& test) { return std::to_string(test.param); });

// It becomes Zscaler's between our reading and our PUT.
TEST_P(ManagedObject, IsStalledAndNotFought) {
    zpa.simulator.behaviours.edit([](Behaviour& behaviour) { behaviour.managed_object_status = GetParam(); });
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto change = zpa.hold("update", false);
    edit_key("blue", {{"maxUsage", 9}});
    zpa.wait_until_held();
    zpa.edit(zpa.only_key().id, [](auto& key) { key.zscaler_managed = true; });
    zpa.release(change, simulator::Release::answer);
    const auto told = wait_reason("blue", "ReadOnlyKey");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_EQ(zpa.only_key().max_usage, 5);
    EXPECT_LE(zpa.calls("update").size(), 3U) << "named, refused, and once more at most";
    EXPECT_EQ(value("blue"), zpa.only_key().value);
}

}  // namespace scenario
