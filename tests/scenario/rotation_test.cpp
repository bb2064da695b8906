// What proves the operator to the API server, and that to the operator, is replaced while it runs.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Rotation : public Scenario {
protected:
    ApiProxy proxy{cluster.config(), cluster.ca()};
};

TEST_F(Rotation, OfTheAccountsTokenIsPickedUp) {
    cluster.install_roles(ns);
    const auto token_file = folder.write("token", account_token(ns));
    const auto config = kubeconfig(cluster.config().server, cluster.ca(), {{"tokenFile", token_file}});
    auto& running = start_operator({.flags = {"--token-check=1"}, .namespaced = true, .kubeconfig = config});
    create_tenant();
    create_key("key-0");
    wait_ready("key-0");
    // Tokens of an account that was made anew are others; the old ones open nothing.
    const auto& accounts = resource_of("ServiceAccount");
    cluster.remove(accounts, {ns, kOperatorAccount});
    cluster.create(accounts, {{"apiVersion", "v1"},
                              {"kind", "ServiceAccount"},
                              {"metadata", {{"name", kOperatorAccount}, {"namespace", ns}}}});
    folder.write("token", account_token(ns));
    create_key("key-1");
    wait_ready("key-1");
    EXPECT_TRUE(running.running());
}

TEST_F(Rotation, OfTheAuthorityIsPickedUp) {
    const auto ca_file = folder.write("ca.crt", proxy.ca());
    const auto config = kubeconfig(proxy.url(), ca_file, {{"token", account_token(kOperatorNamespace)}});
    auto& running = start_operator(
        {.flags = {"--file-check=1", "--lease-duration=15", "--renew-deadline=10"}, .kubeconfig = config});
    create_tenant();
    create_key("key-0");
    wait_ready("key-0");
    proxy.replace_certificate();
    folder.write("ca.crt", proxy.ca());
    create_key("key-1");
    wait_ready("key-1");
    EXPECT_TRUE(running.running());
}

}  // namespace scenario
