// What one object, one neighbour or one moment may do to a tenant, and what not.
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Kind = simulator::Fault::Kind;

class Tenant : public Scenario {
protected:
    void begin(const std::vector<std::string>& flags = {}) {
        start_operator({.flags = flags});
        create_tenant();
        wait_tenant_ready();
    }
    std::size_t calls_with(const std::string& part) const {
        return zpa.simulator.journal
            .where([&](const auto& entry) { return entry.path.find(part) != std::string::npos; })
            .size();
    }
    void expect_tenant_stays_ready() {
        const auto polls = zpa.calls("list").size();
        wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
        EXPECT_TRUE(is_ready(tenant())) << message(tenant());
    }
};

TEST_F(Tenant, MicrotenantThatOneObjectNamesClosesNothingElse) {
    begin();
    create_key("blue", {{"microtenantID", "424242"}});
    create_key("green");
    const auto told = wait_reason("blue", "MicrotenantNotOpen");
    EXPECT_NE(message(told).find("424242"), std::string::npos) << message(told);
    wait_ready("green");
    create_key("edge", {{"associationType", simulator::service_edge_group}, {"group", {{"name", Zpa::kEdgeGroup}}}});
    wait_ready("edge");
    expect_tenant_stays_ready();
}

TEST_F(Tenant, ObjectOfANamespaceThatIsNotAllowedHasNothingListed) {
    auto& neighbour = another_site_on_the_same_zpa();
    start_operator({.flags = {"--watch-selector=scenario in (" + ns + "," + neighbour.ns + ")"}});
    create_tenant();
    create_key("blue");
    neighbour.create_key("stranger", {{"tenantRef", {{"name", "default"}, {"namespace", ns}}},
                                      {"associationType", simulator::service_edge_group},
                                      {"group", {{"name", Zpa::kEdgeGroup}}}});
    wait_ready("blue");
    neighbour.wait_reason("stranger", "NamespaceNotAllowed");
    expect_tenant_stays_ready();
    EXPECT_EQ(calls_with("SERVICE_EDGE_GRP"), 0U);
}

TEST_F(Tenant, KeyWhoseNameSpeaksOfOAuth2IsNotAnOrganisationThatMoved) {
    begin();
    create_key("oauth2-edge", {{"group", {{"name", nullptr}, {"id", "123456"}}}});
    wait_reason("oauth2-edge", "CreationRefused");
    create_key("blue");
    wait_ready("blue");
    expect_tenant_stays_ready();
}

// What ZPA quotes are not its own words, wherever it has them from.
TEST_F(Tenant, RefusalThatQuotesOAuth2IsNotAnOrganisationThatMoved) {
    begin();
    simulator::Fault refusal;
    refusal.kind = simulator::Fault::Kind::reply;
    refusal.match.kind = "provisioningKey";
    refusal.match.operation = "create";
    refusal.count = 1;
    refusal.status = 400;
    refusal.headers = {{"content-type", "application/json"}};
    refusal.body = R"({"id":"invalid.resource.argument","reason":"Not allowed: uiConfig by OAuth2 user code"})";
    zpa.simulator.fail(refusal);
    create_key("one", {{"uiConfig", "by OAuth2 user code"}});
    wait_reason("one", "CreationRefused");
    refusal.body = R"({"id":"invalid.resource.argument","reason":"Group \"OAuth2 edges\" is full"})";
    zpa.simulator.fail(refusal);
    create_key("two", {{"group", {{"name", nullptr}, {"id", zpa.group_id(Zpa::kGroup)}}}});
    wait_reason("two", "CreationRefused");
    create_key("blue");
    wait_ready("blue");
    expect_tenant_stays_ready();
}

TEST_F(Tenant, WrongNewCredentialsDoNotStopADeletion) {
    begin();
    create_key("blue");
    wait_ready("blue");
    change_credentials({{"ZSCALER_CLIENT_SECRET", "wrong-secret"}});
    wait_tenant_reason("InvalidCredentials");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(Tenant, DeletionAfterARestartWithoutTheSecretNamesItAndGoesOnWithIt) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    first.kill9();
    forget_lease();
    delete_tenant();
    delete_key("blue");
    cluster.remove(kube::secrets(), {ns, "zpa-credentials"});
    start_operator();
    const auto told = wait_for_key("blue", "told why it stays", [&](const json& object) {
        return message(object).find("SecretNotFound") != std::string::npos;
    });
    EXPECT_NE(message(told).find(ns + "/zpa-credentials"), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("abandon"), std::string::npos) << message(told);
    create_credentials();
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    wait_for("the tenant is gone", [&] { return !cluster.find(common::zpa_tenants(), {ns, "default"}); });
}

TEST_F(Tenant, OneBadAnswerTakesNoReadyBackAndManySayNoEpoch) {
    begin();
    create_key("blue");
    wait_ready("blue");
    zpa.fail(Kind::error, "list", 1);
    holds_for("Ready", std::chrono::seconds(2), [&] { return is_ready(tenant()); });
    zpa.fail(Kind::error, "list", 0);
    const auto told = wait_tenant_reason("ZPAError");
    EXPECT_EQ(message(told).find("1970"), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("500"), std::string::npos) << message(told);
    zpa.simulator.faults.clear();
    wait_tenant_ready();
}

TEST_F(Tenant, ManyKeysOfATypeWithoutLicenceCostFewReads) {
    simulator::Fault fault;
    fault.kind = Kind::unlicensed;
    fault.match.association_type = simulator::service_edge_group;
    const auto id = zpa.simulator.fail(fault);
    begin();
    create_key("blue");
    for (int i = 0; i < 20; ++i) {
        create_key("edge-" + std::to_string(i),
                   {{"associationType", simulator::service_edge_group}, {"group", {{"name", Zpa::kEdgeGroup}}}});
    }
    for (int i = 0; i < 20; ++i) wait_reason("edge-" + std::to_string(i), "TenantNotReady");
    wait_ready("blue");
    EXPECT_LE(zpa.simulator.faults.hits(id), 4);
}

TEST_F(Tenant, DeletionsInBulkReadEachKeyOnce) {
    start_operator({.flags = {"--rate-window=2"}});
    create_tenant();
    const auto name = [](int i) { return "key-" + std::to_string(i); };
    for (int i = 0; i < 12; ++i) create_key(name(i));
    for (int i = 0; i < 12; ++i) wait_ready(name(i));
    edit_tenant({{"limits", {{"reads", 8}, {"writes", 4}}}});
    wait_for("the limits are known",
             [&, polls = zpa.calls("list").size()] { return zpa.calls("list").size() > polls + 2; });
    const auto reads = zpa.calls("get").size();
    for (int i = 0; i < 12; ++i) delete_key(name(i));
    for (int i = 0; i < 12; ++i) wait_gone(name(i));
    EXPECT_EQ(zpa.calls("get").size() - reads, 12U) << "no read is spent before its write may follow";
    EXPECT_TRUE(zpa.keys().empty());
}

// Three organisations may have three calls each under way, which is more than there are workers. Their creations hang
// for longer than this test takes; nothing that holds a worker ends by itself.
TEST_F(Tenant, ThreeThatHangLeaveAWorkerForTheOneThatAnswers) {
    std::vector<std::shared_ptr<Zpa>> dead;
    std::vector<Site*> sites;
    std::string selector = "--watch-selector=scenario in (" + ns;
    for (int i = 0; i < 3; ++i) {
        dead.push_back(std::make_shared<Zpa>());
        sites.push_back(&another_site(dead.back()));
        selector += "," + sites.back()->ns;
    }
    start_operator({.flags = {selector + ")", "--post-deadline=300", "--workers=8"}});
    create_tenant();
    for (auto* site : sites) site->create_tenant();
    wait_tenant_ready();
    for (auto* site : sites) site->wait_tenant_ready();
    for (auto& zpa_of_site : dead) zpa_of_site->fail(Kind::hang, "create", 0);
    const auto name = [](int i) { return "key-" + std::to_string(i); };
    for (auto* site : sites) {
        for (int i = 0; i < 4; ++i) site->create_key(name(i));
    }
    for (auto* site : sites) {
        for (int i = 0; i < 4; ++i) {
            site->wait_for_key(name(i), "begun",
                               [](const json& object) { return object.at("metadata").contains("finalizers"); });
        }
    }
    for (auto& zpa_of_site : dead) zpa_of_site->wait_until_held();
    simulator::Fault hang;
    hang.kind = Kind::hang;
    for (auto& zpa_of_site : dead) zpa_of_site->simulator.fail(hang);
    for (int i = 0; i < 4; ++i) create_key(name(i));
    for (int i = 0; i < 4; ++i) wait_ready(name(i));
    for (auto& zpa_of_site : dead) EXPECT_TRUE(zpa_of_site->calls("create").empty()) << "all of that went past these";
    for (auto& zpa_of_site : dead) zpa_of_site->simulator.faults.clear();
}

}  // namespace scenario
