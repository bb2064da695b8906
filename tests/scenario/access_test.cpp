// Who the operator is to the API server, and how much of it it asks to see.
#include <sys/stat.h>

#include <regex>

#include "controller/kube/base64.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Access : public Scenario {
protected:
    void expect_it_works(const std::string& name) {
        create_key(name);
        wait_ready(name);
        EXPECT_EQ(value(name), zpa.key_named(name).value);
    }
    // Tokens of an account that was made anew are others; the old ones open nothing.
    std::string replace_account() {
        const auto& accounts = resource_of("ServiceAccount");
        cluster.remove(accounts, {ns, kOperatorAccount});
        cluster.create(accounts, {{"apiVersion", "v1"},
                                  {"kind", "ServiceAccount"},
                                  {"metadata", {{"name", kOperatorAccount}, {"namespace", ns}}}});
        return account_token(ns);
    }
};

// A user of a kubeconfig who is a program, as aws, gcloud and kubelogin are.
class ExecPlugin : public Access {
protected:
    // It hands out what the file "token" has, for `seconds`, and notes each call in the file "calls".
    json plugin_user(int seconds) {
        const auto script = folder.write("plugin", R"sh(#!/bin/sh
echo "$KUBERNETES_EXEC_INFO" >>"$2/calls"
cat <<END
{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
 "status": {"expirationTimestamp": "$(date -u -d "+$1 seconds" +%Y-%m-%dT%H:%M:%SZ)", "token": "$(cat "$2/token")"}}
END
)sh");
        chmod(script.c_str(), 0700);
        const auto here = script.substr(0, script.rfind('/'));
        return {{"exec",
                 {{"apiVersion", "client.authentication.k8s.io/v1"},
                  {"command", script},
                  {"args", {std::to_string(seconds), here}},
                  {"interactiveMode", "Never"}}}};
    }
    long calls() const {
        const auto text = read_text(folder.path("calls"));
        return std::count(text.begin(), text.end(), '\n');
    }
};

TEST_F(ExecPlugin, IsWhoTheOperatorIs) {
    folder.write("token", account_token(kOperatorNamespace));
    start_operator({.kubeconfig = kubeconfig(cluster.config().server, cluster.ca(), plugin_user(3600))});
    create_tenant();
    expect_it_works("blue");
    const auto asked = calls();
    expect_it_works("green");
    EXPECT_EQ(calls(), asked) << "a token that lives on is not asked for again";
    EXPECT_NE(read_text(folder.path("calls")).find("ExecCredential"), std::string::npos);
}

TEST_F(ExecPlugin, IsAskedAgainBeforeItsTokenExpires) {
    folder.write("token", account_token(kOperatorNamespace));
    start_operator({.kubeconfig = kubeconfig(cluster.config().server, cluster.ca(), plugin_user(2))});
    create_tenant();
    expect_it_works("blue");
    const auto asked = calls();
    wait_for("the plugin is asked again", [&] { return calls() > asked + 1; });
    expect_it_works("green");
}

TEST_F(ExecPlugin, GivesANewTokenWhereTheOldOneIsRefused) {
    cluster.install_roles(ns);
    folder.write("token", account_token(ns));
    auto& process = start_operator(
        {.namespaced = true, .kubeconfig = kubeconfig(cluster.config().server, cluster.ca(), plugin_user(3600))});
    create_tenant();
    expect_it_works("blue");
    folder.write("token", replace_account());
    expect_it_works("green");
    EXPECT_TRUE(process.running());
}

TEST_F(Access, ContextChoosesAmongTheFilesClusters) {
    const json file = {
        {"apiVersion", "v1"},
        {"kind", "Config"},
        {"clusters",
         {{{"name", "here"},
           {"cluster",
            {{"server", cluster.config().server}, {"certificate-authority-data", kube::base64_encode(cluster.ca())}}}},
          {{"name", "nowhere"}, {"cluster", {{"server", "https://127.0.0.1:1"}}}}}},
        {"users", {{{"name", "u"}, {"user", {{"token", account_token(kOperatorNamespace)}}}}}},
        {"contexts",
         {{{"name", "wrong"}, {"context", {{"cluster", "nowhere"}, {"user", "u"}}}},
          {{"name", "right"}, {"context", {{"cluster", "here"}, {"user", "u"}}}}}},
        {"current-context", "wrong"}};
    start_operator({.flags = {"--context=right"}, .kubeconfig = folder.write("two-contexts", file.dump())});
    create_tenant();
    expect_it_works("blue");
}

TEST_F(Access, ContextThatIsNotInTheFileIsAnErrorThatNamesIt) {
    auto& process = start_operator({.flags = {"--context=elsewhere"}});
    EXPECT_NE(process.wait_for_exit(), 0);
    EXPECT_TRUE(process.wrote("elsewhere"));
}

TEST_F(Access, TwoNamespacesAreServedAndNoThird) {
    auto& second = another_site_on_the_same_zpa();
    auto& third = another_site_on_the_same_zpa();
    cluster.install_roles(ns);
    cluster.install_roles(second.ns, ns);
    start_operator({.flags = {"--namespaces=" + ns + "," + second.ns},
                    .namespaced = true,
                    .kubeconfig = kubeconfig(cluster.config().server, cluster.ca(), {{"token", account_token(ns)}})});
    for (Site* site : {static_cast<Site*>(this), &second, &third}) site->create_tenant();
    create_key("blue");
    second.create_key("green");
    third.create_key("red");
    wait_ready("blue");
    second.wait_ready("green");
    EXPECT_EQ(value("blue"), zpa.key_named("blue").value);
    EXPECT_EQ(second.value("green"), zpa.key_named("green").value);
    cluster.remove(kube::secrets(), {second.ns, "green"});
    wait_for("the Secret is back", [&] { return second.value("green") == zpa.key_named("green").value; });
    EXPECT_EQ(third.key("red").at("status").at("observedGeneration"), -1) << "nobody looked at it";
    second.delete_key("green");
    second.wait_gone("green");
    EXPECT_EQ(zpa.only_key().name, "blue");
}

TEST_F(Access, NamespacedModeNeedsNothingButRolesThere) {
    auto& elsewhere = another_site_on_the_same_zpa();
    start_operator({.namespaced = true});
    create_tenant();
    elsewhere.create_tenant();
    create_key("blue");
    elsewhere.create_key("green");
    expect_whole("blue");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_EQ(elsewhere.key("green").at("status").at("observedGeneration"), -1) << "nobody looked at it";
}

// Nobody who reads the operator's traffic or memory finds other people's Secrets there.
class SecretsAskedFor : public Access, public ::testing::WithParamInterface<bool> {
protected:
    static bool is_narrowed(const std::string& query) {
        static const std::regex by_label("[?&]labelSelector=[^&]+"),
            by_name("[?&]fieldSelector=metadata.name(=|%3[Dd])[^&,%]+");
        return std::regex_search(query, by_label) || std::regex_search(query, by_name);
    }
};

INSTANTIATE_TEST_SUITE_P(By, SecretsAskedFor, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "TheNamespaced" : "TheClusterWide"; });

TEST_P(SecretsAskedFor, AreOnlyItsOwnOrNamed) {
    ApiProxy proxy(cluster.config(), cluster.ca());
    start_operator({.proxy = &proxy, .namespaced = GetParam()});
    create_tenant();
    expect_it_works("blue");
    // Whatever makes watches begin anew: cuts, forgotten versions, another Secret of credentials, a healed Secret.
    proxy.add({.action = ApiProxy::Action::reply,
               .method = "GET",
               .path = "watch=",
               .count = 6,
               .status = 410,
               .reply_body = status_body(410, "Expired", "too old resource version")});
    proxy.cut_watches();
    expect_it_works("green");
    create_credentials(json::object(), "other-credentials");
    edit_tenant({{"credentialsSecretRef", {{"name", "other-credentials"}}}});
    wait_tenant_ready();
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_for("the Secret is back", [&] { return !value("blue").empty(); });
    delete_key("green");
    wait_gone("green");

    const std::regex collection("^/api/v1/(namespaces/[^/?]+/)?secrets([?].*)?$");
    std::size_t lists = 0;
    for (const auto& seen : proxy.seen()) {
        if (!std::regex_match(seen.target, collection)) continue;
        if (seen.method == "POST") continue;
        ++lists;
        EXPECT_EQ(seen.method, "GET") << seen.target << ": nothing is done to many Secrets at once";
        EXPECT_TRUE(is_narrowed(seen.target)) << seen.target;
    }
    EXPECT_GE(lists, 4U) << "lists and watches of ours, and of the credentials";
}

}  // namespace scenario
