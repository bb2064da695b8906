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
    const std::vector<std::pair<const char*, const char*>> writes = {{"PATCH", "/provisioningkeys/[^/]*$"},
                                                                     {"PUT", "/provisioningkeys/.*/status"},
                                                                     {"POST", "/secrets"},
                                                                     {"PATCH", "/secrets"}};
    std::vector<int> rules;
    for (const auto& [method, path] : writes) {
        rules.push_back(proxy.add({.action = Action::drop_after, .method = method, .path = path, .count = 2}));
    }
    for (int i = 0; i < 3; ++i) create_key(name(i));
    for (int i = 0; i < 3; ++i) wait_ready(name(i));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(value(name(i)), zpa.key_named(name(i)).value);
    EXPECT_EQ(zpa.keys().size(), 3U);
    EXPECT_EQ(zpa.committed("create"), 3U);
    EXPECT_EQ(cluster.list(kube::secrets(), ns).size(), 4U) << "the credentials and one for each key";
    for (const int rule : rules) EXPECT_EQ(proxy.hits(rule), 2) << "of each kind of write some replies were lost";
    expect_quiet();
}

class ApiServerSays : public ApiServer, public ::testing::WithParamInterface<int> {
protected:
    // Whoever was told to wait does, whatever it asks for. Nobody else asks for the same: there is one key.
    void expect_obeyed(std::chrono::milliseconds wait) const {
        const auto all = proxy.seen();
        const auto path = [](const ApiProxy::Seen& seen) { return seen.target.substr(0, seen.target.find('?')); };
        int obeyed = 0;
        for (auto refused = all.begin(); refused != all.end(); ++refused) {
            if (refused->status != GetParam()) continue;
            const auto next = std::find_if(refused + 1, all.end(), [&](const ApiProxy::Seen& seen) {
                return seen.method == refused->method && path(seen) == path(*refused);
            });
            if (next == all.end()) continue;
            ++obeyed;
            EXPECT_GE(next->at - refused->at, wait) << refused->method << ' ' << refused->target;
        }
        EXPECT_GE(obeyed, 3) << "watches at least were tried again";
    }
};

INSTANTIATE_TEST_SUITE_P(With, ApiServerSays, ::testing::Values(429, 503),
                         [](const auto& test) { return std::to_string(test.param); });

TEST_P(ApiServerSays, WaitAndIsObeyed) {
    begin();
    proxy.add({.action = Action::reply,
               .path = "/(provisioningkeys|secrets)",
               .count = 10,
               .status = GetParam(),
               .headers = {{"Retry-After", "1"}},
               .reply_body = status_body(GetParam(), "TooManyRequests", "please wait")});
    proxy.cut_watches();
    create_key("key-0");
    wait_ready("key-0");
    expect_nothing_written_twice(1);
    expect_quiet();
    expect_obeyed(std::chrono::milliseconds(900));
}

TEST_F(ApiServer, SlowOneIsWaitedFor) {
    proxy.add({.action = Action::delay, .milliseconds = 200});
    begin();
    create_key("key-0");
    expect_all_follow(1);
}

// An API server that has no streaming lists, as Kubernetes 1.30 has none unless it is told to.
class WithoutStreamingLists : public ApiServer, public ::testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(RefusedWith, WithoutStreamingLists, ::testing::Values(400, 422),
                         [](const auto& test) { return std::to_string(test.param); });

TEST_P(WithoutStreamingLists, AllIsListedInPagesAndWatched) {
    const auto rule = proxy.add({.action = Action::reply,
                                 .method = "GET",
                                 .path = "sendInitialEvents=",
                                 .status = GetParam(),
                                 .reply_body = status_body(GetParam(), GetParam() == 400 ? "BadRequest" : "Invalid",
                                                           "sendInitialEvents is forbidden for watch")});
    create_key("key-0");
    begin();
    create_key("key-1");
    expect_all_follow(2);
    cluster.remove(kube::secrets(), {ns, "key-0"});
    wait_for("the Secret is back", [&] { return value("key-0") == zpa.key_named("key-0").value; });
    proxy.cut_watches();
    edit_key("key-1", {{"maxUsage", 9}});
    wait_for("the edit", [&] { return zpa.key_named("key-1").max_usage == 9; });
    delete_key("key-0");
    wait_gone("key-0");
    EXPECT_EQ(zpa.only_key().name, "key-1");
    EXPECT_GE(proxy.hits(rule), 5) << "tenants, keys, Secrets, namespaces, credentials";
    expect_quiet();
}

}  // namespace scenario
