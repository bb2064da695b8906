// No secret shows anywhere but in its Secret. Every scenario test is searched for them at its end; these provoke.
#include <gtest/gtest-spi.h>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Canary : public Scenario, public ::testing::WithParamInterface<std::string> {
protected:
    static simulator::Fault echo(const std::string& kind, const std::string& operation, int status,
                                 const std::string& body) {
        simulator::Fault fault;
        fault.kind = simulator::Fault::Kind::reply;
        fault.match.kind = kind;
        fault.match.operation = operation;
        fault.status = status;
        fault.count = 1;
        fault.body = body;
        fault.headers = {{"content-type", "application/json"}};
        return fault;
    }
    static std::string zpa_error(const std::string& reason) {
        return json{{"id", "invalid.resource.argument"}, {"reason", reason}}.dump();
    }
};

INSTANTIATE_TEST_SUITE_P(Logs, Canary, ::testing::Values("json", "text"), [](const auto& test) { return test.param; });

TEST_P(Canary, WholeLifeOfAKeyShowsNoSecret) {
    ApiProxy proxy(cluster.config(), cluster.ca());
    auto& process = start_operator({.proxy = &proxy, .flags = {"--log-format=" + GetParam(), "--request-latencies"}});
    create_credentials({{"ZSCALER_CLIENT_SECRET", "canary-wrong-secret"}});
    create_tenant();
    wait_tenant_reason("InvalidCredentials");
    zpa.simulator.fail(
        echo("token", "", 400, R"({"error":"invalid_client","error_description":"secret simulator-secret is wrong"})"));
    change_credentials({{"ZSCALER_CLIENT_SECRET", simulator::default_secret}});
    // That each error came as far as people read, without what it quotes, is what makes the search worth something.
    wait_for_tenant("the sign-in's error is told", [](const json& object) {
        return message(object).find("secret [redacted] is wrong") != std::string::npos;
    });
    wait_tenant_ready();

    create_key("blue", {{"secret", {{"template", {{"copy", "$(value)"}}}}}});
    wait_ready("blue");
    const auto secret_value = value("blue");
    ASSERT_FALSE(secret_value.empty());
    // Errors that quote what they should not.
    zpa.simulator.fail(echo("provisioningKey", "update", 400, zpa_error("bad key " + secret_value)));
    edit_key("blue", {{"maxUsage", 9}});
    wait_for("ZPA's error is in the log", [&] { return process.wrote("bad key [redacted]"); });
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "1");
    const auto refusal = proxy.add(
        {.action = ApiProxy::Action::reply,
         .method = "PATCH",
         .path = "/secrets/blue",
         .status = 403,
         .reply_body = status_body(403, "Forbidden",
                                   "quota says no to " + secret_value + " and " + kube::base64_encode(secret_value))});
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_reason("blue", "SecretRefused");
    wait_for("the API server's error is in the log",
             [&] { return process.wrote("quota says no to [redacted] and [redacted]"); });
    proxy.remove(refusal);
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "2");
    wait_for("the Secret is back", [&] { return value("blue") == secret_value; });

    const auto written = process.output() + process.command_line() + process.metrics() + everything_readable();
    for (const auto& word : {std::string("canary-wrong-secret"), std::string(simulator::default_secret), secret_value,
                             secret_value.substr(secret_value.size() / 2), kube::base64_encode(secret_value)}) {
        EXPECT_EQ(written.find(word), std::string::npos);
    }
    delete_key("blue");
    wait_gone("blue");
}

// In every place that TearDown looks into.
TEST_P(Canary, SearchFindsWhatIsThere) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    EXPECT_GE(zpa.simulator.tokens.secrets().size(), 1U) << "the token it was given is among what is looked for";
    const json mark = {{"metadata", {{"annotations", {{"note", "canary-in-a-cage"}}}}}};
    const json no_mark = {{"metadata", {{"annotations", {{"note", nullptr}}}}}};
    const std::vector<std::pair<kube::Resource, kube::ObjectKey>> places = {{common::provisioning_keys(), {ns, "blue"}},
                                                                            {common::zpa_tenants(), {ns, "default"}},
                                                                            {kube::secrets(), {ns, "blue"}},
                                                                            {kube::leases(), {kOperatorNamespace, ns}}};
    for (const auto& [resource, name] : places) {
        cluster.patch(resource, name, mark);
        EXPECT_NE(everything_readable().find("canary-in-a-cage"), std::string::npos) << resource.kind;
        cluster.patch(resource, name, no_mark);
    }
    EXPECT_EQ(everything_readable().find(value("blue")), std::string::npos)
        << "the Secret's own data is where it belongs";
}

using Search = Scenario;

TEST_F(Search, GoesThroughEveryPlace) {
    auto& process = start_operator({.variables = {"CANARY=in-a-mine"}});
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto command = run("zpa-operator", {"version"});
    wait_for("the metrics are served", [&] { return !process.metrics().empty(); });
    const auto shown = everything_shown();
    for (const std::string& part : {std::string("serving metrics"), std::string("\nleader_election_master_status"),
                                    std::string("--watch-selector="), std::string("CANARY=in-a-mine"), command.output,
                                    std::string("\"observedGeneration\"")}) {
        SCOPED_TRACE(part);
        ASSERT_FALSE(part.empty());
        EXPECT_NONFATAL_FAILURE(expect_none_of({part}, shown), "leaked");
    }
}

TEST_F(Search, KnowsEverySecret) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    keep_secret("canary-in-a-cage");
    const auto tokens = zpa.simulator.tokens.secrets();
    ASSERT_FALSE(tokens.empty());
    expect_none_of(all_secrets(), "nothing of all that");
    for (const std::string& secret : {value("blue"), kube::base64_encode(value("blue")), *tokens.begin(),
                                      std::string(simulator::default_secret), std::string("canary-in-a-cage")}) {
        SCOPED_TRACE(secret.substr(0, 6));
        EXPECT_NONFATAL_FAILURE(expect_none_of(all_secrets(), "told: " + secret + "."), "leaked");
    }
}

}  // namespace scenario
