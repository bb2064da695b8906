// Whose key is it? What is a stranger's is neither read into a Secret, nor written, nor deleted.
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

constexpr auto kExternalId = "zpa-operator.io/external-id";
constexpr auto kOtherCustomer = "216196257331281777";

class Identity : public Scenario {
protected:
    std::string external_id(const simulator::Key& key) const {
        return zpa.customer() + "/0/" + key.association_type + "/" + key.id + "/" + std::to_string(key.creation_time);
    }
    // Another organisation that the same client opens, with a key of the same short id.
    simulator::Key add_organisation_with_key_of_id(const std::string& id) {
        auto& simulator = zpa.simulator;
        simulator.state.add_customer(kOtherCustomer);
        const auto group = simulator.portal.add_group(kOtherCustomer, simulator::connector_group, Zpa::kGroup);
        simulator::Key key;
        key.name = "strangers";
        key.association_type = simulator::connector_group;
        key.group_id = group.id;
        key.max_usage = 77;
        key.id = id;
        return simulator.portal.add(kOtherCustomer, key);
    }
    simulator::Key strangers(const std::string& id) {
        return zpa.simulator.portal.find<simulator::Key>(kOtherCustomer, id).value();
    }
    void expect_no_calls_of_keys_at(const std::string& customer) {
        for (const auto& call : zpa.simulator.journal.where([&](const auto& entry) {
                 return entry.customer == customer && entry.kind == "provisioningKey" && entry.method != "GET";
             })) {
            ADD_FAILURE() << call.method << " " << call.path;
        }
    }
};

TEST_F(Identity, SecretThatPointsAtAnotherCustomerStopsEverything) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto mine = zpa.only_key();
    add_organisation_with_key_of_id(mine.id);
    change_credentials({{"ZPA_CUSTOMER_ID", kOtherCustomer}});
    wait_reason("blue", "TenantChanged");
    edit_key("blue", {{"maxUsage", 9}});
    wait_reason("blue", "TenantChanged");
    EXPECT_EQ(value("blue"), mine.value) << "the Secret keeps what it has";
    EXPECT_EQ(strangers(mine.id).max_usage, 77);

    delete_key("blue");
    wait_reason("blue", "TenantChanged");
    EXPECT_EQ(strangers(mine.id).name, "strangers");
    change_credentials({{"ZPA_CUSTOMER_ID", zpa.customer()}});  // pointed back, it goes on
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    expect_no_calls_of_keys_at(kOtherCustomer);
}

// Its lists lack for ever what was asked of the first one.
TEST_F(Identity, WhatALostCreationLeftIsNotForgivenByAnotherOrganisation) {
    start_operator({.flags = {"--list-lag=8"}});
    create_tenant();
    wait_tenant_ready();
    const auto wait_until_led_to = [&](const std::string& customer) {
        wait_for_tenant("leads to " + customer, [&](const json& object) {
            return object.at("status").value("customerID", "") == customer && condition(object, "Ready") == "True";
        });
    };
    simulator::Fault stale;  // lists of keys trail
    stale.kind = simulator::Fault::Kind::stale;
    stale.match.kind = "provisioningKey";
    stale.match.customer = zpa.customer();
    const auto trailing = zpa.simulator.fail(stale);
    const auto lost = zpa.fail(simulator::Fault::Kind::drop, "create", 1, true);
    create_key("blue");
    wait_for("the reply was lost", [&] { return zpa.simulator.faults.hits(lost) == 1; });
    zpa.simulator.state.add_customer(kOtherCustomer);
    change_credentials({{"ZPA_CUSTOMER_ID", kOtherCustomer}});
    wait_reason("blue", "TenantChanged");
    delete_key("blue");
    cluster.patch(common::provisioning_keys(), {ns, "blue"}, {{"metadata", {{"finalizers", nullptr}}}});
    wait_gone("blue");
    wait_until_led_to(kOtherCustomer);
    holds_for("there, whatever the other one's lists say", std::chrono::seconds(11),
              [&] { return zpa.keys().size() == 1; });
    zpa.simulator.faults.remove(trailing);
    change_credentials({{"ZPA_CUSTOMER_ID", zpa.customer()}});
    wait_until_led_to(zpa.customer());
    create_key("blue");
    wait_ready("blue");
    wait_for("only the new object's key is left", [&] { return zpa.keys().size() == 1; });
    expect_whole("blue");
    expect_no_calls_of_keys_at(kOtherCustomer);
}

TEST_F(Identity, ChangedTenantLetsGoByTheAnnotation) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    zpa.simulator.state.add_customer(kOtherCustomer);
    change_credentials({{"ZPA_CUSTOMER_ID", kOtherCustomer}});
    delete_key("blue");
    const auto stuck = wait_reason("blue", "TenantChanged");
    EXPECT_NE(message(stuck).find("zpa-operator.io/abandon"), std::string::npos) << message(stuck);
    annotate_key("blue", "zpa-operator.io/abandon", "true");
    wait_gone("blue");
    EXPECT_EQ(zpa.keys().size(), 1U) << "given up means left there";
}

TEST_F(Identity, KeyOfThatIdMadeAtAnotherTimeIsNotOurs) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto mine = zpa.only_key();
    zpa.edit(mine.id, [](auto& key) {
        key.creation_time -= 100000;
        key.max_usage = 77;
    });
    wait_reason("blue", "TenantChanged");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 77) << "neither corrected nor deleted";
    wait_for_event("blue", "KeyLeft");
}

TEST_F(Identity, CopiedObjectIsToldWhoOwnsTheKey) {
    start_operator();
    create_tenant();
    create_key("blue");
    const auto original = wait_for_key("blue", "Ready with its annotation", [](const json& object) {
        return is_ready(object) && object.at("metadata").value("annotations", json::object()).contains(kExternalId);
    });
    create_key("copy", {{"name", "blue"}}, {{"annotations", original.at("metadata").at("annotations")}});
    const auto told = wait_reason("copy", "AlreadyClaimed");
    EXPECT_NE(message(told).find(ns + "/blue"), std::string::npos) << message(told);
    EXPECT_EQ(value("copy"), "");
    delete_key("copy");
    wait_gone("copy");
    EXPECT_EQ(zpa.only_key().id, original.at("status").at("id"));
    EXPECT_TRUE(is_ready(key("blue")));
}

// Whoever may make tenants in a namespace of his own can have any identity on record, and take its tenant away.
TEST_F(Identity, KeyThatSomebodysOwnServerMadeUpKeepsNobodyFromTheRealOne) {
    auto thiefs_zpa = std::make_shared<Zpa>();
    auto& thief = another_site(thiefs_zpa);
    start_operator({.flags = {"--watch-selector=scenario in (" + ns + "," + thief.ns + ")"}});
    const auto target = zpa.add_key("target");
    auto& portal = thiefs_zpa->simulator.portal;
    thiefs_zpa->simulator.state.add_customer(zpa.customer());
    auto made_up = target;
    made_up.group_id = portal.add_group(zpa.customer(), target.association_type, Zpa::kGroup).id;
    made_up.certificate_id.clear();
    made_up.value.clear();
    ASSERT_NE(portal.add(zpa.customer(), made_up).value, target.value);
    const json adopt = {{"adopt", {{"id", target.id}}}, {"name", "target"}};
    thief.create_tenant({{"customerID", zpa.customer()}});
    thief.create_key("thief", adopt);
    thief.edit_key("thief", {{"deletionPolicy", "Retain"}});  // nothing keeps the tenant then
    EXPECT_EQ(thief.wait_ready("thief").at("status").at("id"), target.id);
    thief.delete_tenant();
    wait_for("the tenant is gone", [&] { return !cluster.find(common::zpa_tenants(), {thief.ns, "default"}); });

    create_tenant();
    create_key("blue", adopt);
    EXPECT_EQ(wait_ready("blue").at("status").at("id"), target.id);
    EXPECT_EQ(value("blue"), target.value);
}

TEST_F(Identity, ForgedAnnotationInAnotherNamespaceRevealsNothing) {
    auto& theirs = another_site_on_the_same_zpa();
    start_operator();
    create_tenant({{"allowedNamespaces", {{"names", {theirs.ns}}}}});
    wait_tenant_ready();
    const auto victim = zpa.add_key("victim");
    const json refer = {{"tenantRef", {{"name", "default"}, {"namespace", ns}}}};
    theirs.create_key("thief", refer, {{"annotations", {{kExternalId, external_id(victim)}}}});
    theirs.wait_reason("thief", "AdoptionNotAllowed");
    EXPECT_EQ(theirs.value("thief"), "");
    theirs.delete_key("thief");
    theirs.wait_gone("thief");
    EXPECT_EQ(zpa.only_key().name, "victim");
}

TEST_F(Identity, AdoptionAndObservationAcrossNamespacesNeedTheTenantsWord) {
    auto& theirs = another_site_on_the_same_zpa();
    start_operator();
    create_tenant({{"allowedNamespaces", {{"from", "All"}}}});
    wait_tenant_ready();
    const auto victim = zpa.add_key("victim");
    const json refer = {{"tenantRef", {{"name", "default"}, {"namespace", ns}}}, {"name", "victim"}};
    auto by_id = refer, by_name = refer, observe = refer;
    by_id["adopt"] = {{"id", victim.id}};
    by_name["adopt"] = {{"byName", true}};
    observe["managementPolicy"] = "Observe";
    theirs.create_key("by-id", by_id);
    theirs.create_key("by-name", by_name);
    theirs.create_key("observe", observe);
    for (const auto* name : {"by-id", "by-name", "observe"}) {
        theirs.wait_reason(name, "AdoptionNotAllowed");
        EXPECT_EQ(theirs.value(name), "");
    }
    edit_tenant({{"adoption", "Allowed"}});
    theirs.wait_ready("observe");
    EXPECT_EQ(theirs.value("observe"), victim.value);
}

TEST_F(Identity, AnnotationEditedOnALivingObjectChangesNothing) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto mine = zpa.only_key();
    const auto other = zpa.add_key("other");
    annotate_key("blue", kExternalId, external_id(other));
    wait_for_key("blue", "its own annotation again", [&](const json& object) {
        return object.at("metadata").at("annotations").at(kExternalId) == external_id(mine);
    });
    EXPECT_EQ(value("blue"), mine.value);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().id, other.id);
}

TEST_F(Identity, TenantThatNamesACustomerItsCredentialsDoNotOpenIsNotReady) {
    zpa.simulator.state.add_customer(kOtherCustomer);
    auto client = zpa.simulator.state.client(simulator::default_client).value();
    client.customers = {zpa.customer()};
    zpa.simulator.state.put_client(client);
    start_operator();
    create_tenant({{"customerID", kOtherCustomer}});
    create_key("blue");
    const auto told = wait_tenant_reason("InvalidCredentials");
    EXPECT_NE(message(told).find(kOtherCustomer), std::string::npos) << message(told);
    wait_reason("blue", "TenantNotReady");
    edit_tenant({{"customerID", nullptr}});
    wait_ready("blue");
    expect_no_calls_of_keys_at(kOtherCustomer);
}

TEST_F(Identity, OnlyTheAllowedNamespacesMayUseATenant) {
    auto& theirs = another_site_on_the_same_zpa();
    start_operator();
    create_tenant();
    wait_tenant_ready();
    theirs.create_key("blue", {{"tenantRef", {{"name", "default"}, {"namespace", ns}}}});
    theirs.wait_reason("blue", "NamespaceNotAllowed");
    EXPECT_TRUE(zpa.keys().empty());
    edit_tenant({{"allowedNamespaces", {{"from", "Selector"}, {"selector", {{"matchLabels", {{"team", "edge"}}}}}}}});
    cluster.patch(kube::namespaces(), {"", theirs.ns}, {{"metadata", {{"labels", {{"team", "edge"}}}}}});
    theirs.wait_ready("blue");
    cluster.patch(kube::namespaces(), {"", theirs.ns}, {{"metadata", {{"labels", {{"team", nullptr}}}}}});
    theirs.wait_reason("blue", "NamespaceNotAllowed");
    EXPECT_EQ(theirs.value("blue"), zpa.only_key().value) << "what was published stays";
    theirs.delete_key("blue");  // a grant that was withdrawn does not stop a deletion
    theirs.wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

}  // namespace scenario
