// The way to the API server breaks, and the API server says no, says wait, or forgets.
#include <regex>

#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Action = ApiProxy::Action;

class ApiServer : public Scenario {
protected:
    void begin(const std::vector<std::string>& flags = {}) {
        process = &start_operator({.proxy = &proxy, .flags = flags});
        create_tenant();
        wait_tenant_ready();
    }
    void expect_nothing_written_twice(std::size_t keys) {
        EXPECT_EQ(zpa.committed("create"), keys);
        EXPECT_EQ(zpa.committed("update"), keys) << "each is named once";
        EXPECT_EQ(zpa.keys().size(), keys);
    }
    // Whatever went wrong is over: once the last events are written there is nothing to do, and little is done. The
    // lease is renewed all the time.
    void expect_quiet() {
        const auto count = [&] {
            const auto all = proxy.seen();
            return std::count_if(all.begin(), all.end(),
                                 [](const auto& seen) { return seen.target.find("/leases") == std::string::npos; });
        };
        wait_for("quiet", [&] {
            const auto before = count();
            try {
                holds_for("quiet", std::chrono::milliseconds(1500), [&] { return count() < before + 20; });
                return true;
            } catch (const Unmet&) {
                return false;
            }
        });
    }
    // Each object has been asked for, changed once more, and ends up as wanted.
    void expect_all_follow(int keys) {
        for (int i = 0; i < keys; ++i) wait_ready(name(i));
        expect_nothing_written_twice(static_cast<std::size_t>(keys));
        for (int i = 0; i < keys; ++i) EXPECT_EQ(value(name(i)), zpa.key_named(name(i)).value);
    }
    static std::string name(int number) { return "key-" + std::to_string(number); }

    ApiProxy proxy{cluster.config(), cluster.ca()};
    OperatorProcess* process = nullptr;
};

TEST_F(ApiServer, GoneForAMomentNoChangeIsLost) {
    begin();
    create_key("key-0");
    wait_ready("key-0");
    proxy.go_away();
    create_key("key-1");
    edit_key("key-0", {{"maxUsage", 9}});
    proxy.come_back();
    wait_ready("key-0");
    wait_ready("key-1");
    EXPECT_EQ(zpa.key_named("key-0").max_usage, 9);
    EXPECT_EQ(zpa.committed("create"), 2U);
    EXPECT_TRUE(process->running());
    expect_quiet();
}

TEST_F(ApiServer, CutWatchesLoseNoChange) {
    begin();
    for (int i = 0; i < 6; ++i) {
        create_key(name(i));
        proxy.cut_watches();
    }
    expect_all_follow(6);
    proxy.cut_watches();
    delete_key("key-0");
    wait_gone("key-0");
    EXPECT_TRUE(process->running());
    expect_quiet();
}

TEST_F(ApiServer, ForgottenResourceVersionsAreListedAnew) {
    begin();
    create_key("key-0");
    wait_ready("key-0");
    proxy.add({.action = Action::reply,
               .method = "GET",
               .path = "watch=",
               .count = 8,
               .status = 410,
               .reply_body = status_body(410, "Expired", "too old resource version")});
    proxy.cut_watches();
    create_key("key-1");
    expect_all_follow(2);
    expect_quiet();
}

TEST_F(ApiServer, ForgettingInTheMiddleOfAWatchIsListedAnew) {
    begin();
    create_key("key-0");
    wait_ready("key-0");
    const auto event = R"({"type":"ERROR","object":)" + status_body(410, "Expired", "too old resource version") + "}\n";
    proxy.add(
        {.action = Action::reply, .method = "GET", .path = "watch=", .count = 8, .status = 200, .reply_body = event});
    proxy.cut_watches();
    create_key("key-1");
    expect_all_follow(2);
    expect_quiet();
}

TEST_F(ApiServer, ConflictOnEverySecondWriteEndsInTheSameStateWithoutABusyLoop) {
    const auto conflict =
        status_body(409, "Conflict", "the object has been modified; please apply your changes to the latest version");
    std::vector<int> rules;
    for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        rules.push_back(proxy.add({.action = Action::reply,
                                   .method = method,
                                   .path = "/(provisioningkeys|zpatenants|secrets)",
                                   .every = 2,
                                   .status = 409,
                                   .reply_body = conflict}));
    }
    begin();
    for (int i = 0; i < 5; ++i) create_key(name(i));
    expect_all_follow(5);
    const auto writes = [&] {
        const auto all = proxy.seen();
        return std::count_if(all.begin(), all.end(), [](const auto& seen) {
            return seen.writes() &&
                   std::regex_search(seen.target, std::regex("/(provisioningkeys|zpatenants|secrets)"));
        });
    };
    // A key takes some eight writes, a tenant two: each may be refused once, and what was refused may be looked at
    // anew.
    EXPECT_LE(writes(), 5 * 8 * 3 + 12);
    for (int i = 0; i < 5; ++i) delete_key(name(i));
    for (int i = 0; i < 5; ++i) wait_gone(name(i));
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_EQ(zpa.committed("delete"), 5U);
    EXPECT_EQ(zpa.calls("delete").size(), 5U) << "nothing is deleted twice";
    delete_tenant();
    wait_for("the tenant is gone", [&] { return !cluster.find(resource_of("ZPATenant"), {ns, "default"}); });
    for (const int rule : rules) EXPECT_GE(proxy.hits(rule), 1) << "of each kind one was refused";
    EXPECT_LE(writes(), 5 * 12 * 3 + 20);
    expect_quiet();
}

TEST_F(ApiServer, ReplyThatIsLostAfterAWriteMakesNothingTwice) {
    begin();
    for (const auto* path : {"/provisioningkeys/[^/]*$", "/provisioningkeys/.*/status", "/secrets"}) {
        for (const auto* method : {"POST", "PUT", "PATCH"}) {
            proxy.add({.action = Action::drop_after, .method = method, .path = path, .count = 2});
        }
    }
    for (int i = 0; i < 3; ++i) create_key(name(i));
    for (int i = 0; i < 3; ++i) wait_ready(name(i));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(value(name(i)), zpa.key_named(name(i)).value);
    EXPECT_EQ(zpa.keys().size(), 3U);
    expect_quiet();
}

class ApiServerSays : public ApiServer, public ::testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(With, ApiServerSays, ::testing::Values(429, 503),
                         [](const auto& test) { return std::to_string(test.param); });

TEST_P(ApiServerSays, WaitAndIsObeyed) {
    begin();
    const auto rule = proxy.add({.action = Action::reply,
                                 .path = "/(provisioningkeys|secrets)",
                                 .count = 10,
                                 .status = GetParam(),
                                 .headers = {{"Retry-After", "1"}},
                                 .reply_body = status_body(GetParam(), "TooManyRequests", "please wait")});
    proxy.cut_watches();
    const auto begin_of_trouble = std::chrono::steady_clock::now();
    create_key("key-0");
    wait_ready("key-0");
    expect_nothing_written_twice(1);
    EXPECT_GE(proxy.hits(rule), 1);
    // Nobody knocks again and again: ten refusals, each a second, are not over at once.
    if (proxy.hits(rule) == 10) {
        EXPECT_GT(std::chrono::steady_clock::now() - begin_of_trouble, std::chrono::milliseconds(900));
    }
    expect_quiet();
}

TEST_F(ApiServer, SlowOneIsWaitedFor) {
    proxy.add({.action = Action::delay, .milliseconds = 200});
    begin();
    create_key("key-0");
    expect_all_follow(1);
}

class Rotation : public ApiServer {};

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

TEST_F(ApiServer, NamespacedModeNeedsNothingButRolesThere) {
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

}  // namespace scenario
