// Credentials that are wrong, revoked, replaced or missing, and organisations that do not sell what is asked.
#include "controller/kube/base64.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Kind = simulator::Fault::Kind;

class Credentials : public Scenario {
protected:
    std::size_t sign_ins() const { return zpa.calls("", "token").size() + zpa.calls("create", "token").size(); }
    std::size_t calls_about(const std::string& kind) const {
        return zpa.simulator.journal.where([&](const auto& entry) { return entry.kind == kind; }).size();
    }
    void enrol_by_oauth2(bool so) {
        zpa.simulator.state.with(zpa.customer(), [so](simulator::Organisation& organisation) {
            organisation.oauth2_enrolment = so;
            return true;
        });
    }
    void create_keys(int count) {
        for (int i = 0; i < count; ++i) create_key("key-" + std::to_string(i));
    }
};

TEST_F(Credentials, WrongOnesCostOneSignInWhateverTheNumberOfKeys) {
    // Whoever is refused may not ask again before that time; only another Secret ends the wait within this test's
    // patience.
    simulator::Fault refusal;
    refusal.kind = Kind::reply;
    refusal.match.kind = "token";
    refusal.status = 401;
    refusal.headers = {{"content-type", "application/json"}, {"Retry-After", "600"}};
    refusal.body = R"({"error":"invalid_client","error_description":"Client authentication failed."})";
    zpa.simulator.fail(refusal);
    create_credentials({{"ZSCALER_CLIENT_SECRET", "wrong-secret"}});
    create_keys(20);
    start_operator();
    create_tenant();
    const auto told = wait_tenant_reason("InvalidCredentials");
    EXPECT_NE(message(told).find(ns + "/zpa-credentials"), std::string::npos) << message(told);
    for (int i = 0; i < 20; ++i) wait_reason("key-" + std::to_string(i), "TenantNotReady");
    EXPECT_LE(calls_about("token"), 2U);
    EXPECT_LE(events("default").size(), 3U);

    zpa.simulator.faults.clear();
    change_credentials({{"ZSCALER_CLIENT_SECRET", simulator::default_secret}});
    wait_tenant_ready();
    for (int i = 0; i < 20; ++i) wait_ready("key-" + std::to_string(i));
}

TEST_F(Credentials, RevokedWhileAtWorkStopTheTenantOnceForAll) {
    start_operator();
    create_tenant();
    create_keys(5);
    for (int i = 0; i < 5; ++i) wait_ready("key-" + std::to_string(i));
    auto client = zpa.simulator.state.client(simulator::default_client).value();
    client.enabled = false;
    zpa.simulator.state.put_client(client);
    zpa.simulator.tokens.revoke_all();
    const auto before = calls_about("token");
    wait_tenant_reason("InvalidCredentials");
    for (int i = 0; i < 5; ++i) edit_key("key-" + std::to_string(i), {{"maxUsage", 9}});
    for (int i = 0; i < 5; ++i) wait_reason("key-" + std::to_string(i), "TenantNotReady");
    EXPECT_LE(calls_about("token") - before, 2U);
    client.enabled = true;
    client.secret = "another-client-secret";
    zpa.simulator.state.put_client(client);
    change_credentials({{"ZSCALER_CLIENT_SECRET", "another-client-secret"}});
    for (int i = 0; i < 5; ++i) wait_ready("key-" + std::to_string(i));
}

TEST_F(Credentials, ExpiredTokenIsReplacedWithinTheCall) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    zpa.simulator.tokens.revoke_all();
    create_key("blue");
    expect_whole("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(Credentials, MissingSecretIsNamedAndCured) {
    cluster.create(resource_of("ZPATenant"), tenant_object(json::object()));
    const auto& process = start_operator();
    const auto shows = [&](const std::string& figure) {
        const auto line = "zpa_tenant_ready{tenant=\"" + ns + "/default\"} " + figure + "\n";
        wait_for("the gauge shows " + figure, [&] { return process.metrics().find(line) != std::string::npos; });
    };
    const auto told = wait_tenant_reason("SecretNotFound");
    EXPECT_NE(message(told).find(ns + "/zpa-credentials"), std::string::npos);
    shows("0");
    create_credentials();
    wait_tenant_ready();
    shows("1");
    cluster.remove(kube::secrets(), {ns, "zpa-credentials"});
    wait_tenant_reason("SecretNotFound");
    shows("0");
}

TEST_F(Credentials, IncompleteSecretSaysWhatIsMissing) {
    create_credentials({{"ZPA_CUSTOMER_ID", nullptr}});
    create_tenant();
    start_operator();
    const auto told = wait_tenant_reason("InvalidSecret");
    EXPECT_NE(message(told).find("ZPA_CUSTOMER_ID"), std::string::npos) << message(told);
    edit_tenant({{"customerID", zpa.customer()}});
    wait_tenant_ready();
}

TEST_F(Credentials, LegacySignInWorksWithTheSameKeys) {
    create_credentials({{"ZSCALER_CLIENT_ID", nullptr},
                        {"ZSCALER_CLIENT_SECRET", nullptr},
                        {"ZSCALER_VANITY_DOMAIN", nullptr},
                        {"ZPA_CLIENT_ID", simulator::default_client},
                        {"ZPA_CLIENT_SECRET", simulator::default_secret}});
    start_operator();
    create_tenant({{"auth", "Legacy"}});
    create_key("blue");
    expect_whole("blue");
    EXPECT_GT(calls_about("signin"), 0U);
    EXPECT_EQ(calls_about("token"), 0U);
}

TEST_F(Credentials, MissingLicenceIsNamedAndNotHammered) {
    simulator::Fault fault;
    fault.kind = Kind::unlicensed;
    fault.match.association_type = simulator::connector_group;
    const auto id = zpa.simulator.fail(fault);
    start_operator();
    create_key("blue");
    create_key("green");
    create_tenant();
    const auto told = wait_tenant_reason("FeatureNotLicensed");
    EXPECT_NE(message(told).find(simulator::connector_group), std::string::npos) << message(told);
    wait_reason("blue", "TenantNotReady");
    wait_reason("green", "TenantNotReady");
    EXPECT_LE(calls_about("token"), 1U) << "no token cures that";
    const auto hits = zpa.simulator.faults.hits(id);
    EXPECT_LE(hits, 8);
    zpa.simulator.faults.clear();
    wait_tenant_ready();
    wait_ready("blue");
}

TEST_F(Credentials, TypeWithoutLicenceDoesNotCloseTheOther) {
    simulator::Fault fault;
    fault.kind = Kind::unlicensed;
    fault.match.association_type = simulator::service_edge_group;
    zpa.simulator.fail(fault);
    start_operator();
    create_tenant();
    create_key("blue");
    create_key("edge", {{"associationType", simulator::service_edge_group}, {"group", {{"name", Zpa::kEdgeGroup}}}});
    wait_ready("blue");
    wait_for_key("edge", "not Ready", [](const json& object) { return condition(object, "Ready") == "False"; });
    const auto told = wait_for_tenant("Ready, with what is closed", [](const json& object) {
        return is_ready(object) && message(object).find("not licensed") != std::string::npos;
    });
    EXPECT_NE(message(told).find(simulator::service_edge_group), std::string::npos);
}

TEST_F(Credentials, OrganisationOnOAuth2EnrolmentIsNamedByTheTenantAndNotHammered) {
    enrol_by_oauth2(true);
    start_operator();
    create_tenant();
    wait_tenant_ready();
    for (int i = 0; i < 10; ++i) create_key("key-" + std::to_string(i));
    wait_tenant_reason("ProvisioningKeysUnsupported");
    for (int i = 0; i < 10; ++i) wait_reason("key-" + std::to_string(i), "TenantNotReady");
    const auto posts = zpa.calls("create").size();
    EXPECT_LE(posts, 8U) << "who had begun may have asked";
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(key("key-" + std::to_string(i)).at("status").contains("creation"));
    annotate_key("key-0", "zpa-operator.io/reconcile-requested-at", "now");
    wait_for_key("key-0", "looked at again",
                 [](const json& object) { return object.at("status").value("lastHandledReconcileAt", "") == "now"; });
    EXPECT_EQ(zpa.calls("create").size(), posts);
}

// What was refused to other credentials says nothing of these.
TEST_F(Credentials, ReplacedOnesAreTriedAtOnceAlsoByWhoWasRefused) {
    enrol_by_oauth2(true);
    start_operator();
    create_tenant();
    wait_tenant_ready();
    create_key("blue");
    wait_reason("blue", "TenantNotReady");
    enrol_by_oauth2(false);
    auto client = zpa.simulator.state.client(simulator::default_client).value();
    client.secret = "another-secret";
    zpa.simulator.state.put_client(client);
    change_credentials({{"ZSCALER_CLIENT_SECRET", client.secret}});
    wait_ready("blue");
}

}  // namespace scenario
