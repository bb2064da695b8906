// What a person asks of a ZPATenant by an annotation.
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class TenantAnnotations : public Scenario {
protected:
    // No key looks at ZPA by itself once it is Ready, so whoever lists keys polls.
    OperatorProcess& begin(const json& tenant = json::object()) {
        auto& process = start_operator(launch);
        create_tenant(tenant);
        create_key("blue");
        wait_ready("blue");
        return process;
    }
    void annotate_tenant(const std::string& annotation, const json& text) const {
        cluster.patch(common::zpa_tenants(), {ns, "default"}, {{"metadata", {{"annotations", {{annotation, text}}}}}});
    }
    void pause() const {
        annotate_tenant("zpa-operator.io/paused", "true");
        wait_for_tenant("paused", [](const json& object) { return reason(object, "Reconciling") == "Paused"; });
    }
    void go_on() const { annotate_tenant("zpa-operator.io/paused", nullptr); }
    std::size_t polls() const { return zpa.calls("list").size(); }
    void expect_no_poll_since(std::size_t before) const {
        holds_for("no poll", std::chrono::milliseconds(2500), [&] { return polls() == before; });
    }
    void expect_blue_is_healed() {
        const auto before = value("blue");
        cluster.remove(kube::secrets(), {ns, "blue"});
        wait_for("the Secret is back", [&] { return value("blue") == before; });
    }
    void expect_polls_again() {
        wait_for("polls again", [&, before = polls()] { return polls() > before + 1; });
        wait_for_tenant("Ready and no more", [](const json& object) {
            return is_ready(object) && condition(object, "Reconciling").empty();
        });
    }
    const Launch launch{.flags = {"--list-lag=600"}};
};

TEST_F(TenantAnnotations, PausedIsNotPolledAndItsKeysGoOn) {
    begin();
    pause();
    const auto before = polls();
    expect_blue_is_healed();
    expect_no_poll_since(before);
    EXPECT_TRUE(is_ready(tenant())) << "what was said of it stands";
    create_key("green");
    wait_ready("green");
    edit_key("blue", {{"maxUsage", 9}});
    wait_for("the edit", [&] { return zpa.key_named("blue").max_usage == 9; });
    delete_key("green");
    wait_gone("green");
    EXPECT_EQ(zpa.only_key().name, "blue");
    go_on();
    expect_polls_again();
}

// Nobody knows any more what ZPA shows, and nobody asks: Secrets are healed, keys can go, the rest waits and says so.
TEST_F(TenantAnnotations, PausedThroughARestartItsKeysAreHealedAndCanGo) {
    auto& first = begin();
    create_key("green");
    wait_ready("green");
    pause();
    first.kill9();
    forget_lease();
    const auto before = polls();
    auto& second = start_operator(launch);
    wait_for("its caches are filled", [&] { return second.ready(); });
    expect_blue_is_healed();
    create_key("red");
    const auto told = wait_for_key("red", "told what it waits for", [](const json& object) {
        return reason(object) == "TenantNotReady" && message(object).find("Paused") != std::string::npos;
    });
    EXPECT_NE(message(told).find("zpa-operator.io/paused"), std::string::npos) << message(told);
    expect_no_poll_since(before);
    EXPECT_TRUE(is_ready(key("blue"))) << "what was Ready stays Ready";
    delete_key("green");
    wait_gone("green");
    EXPECT_EQ(zpa.only_key().name, "blue");
    go_on();
    wait_ready("red");
    expect_polls_again();
}

// It costs ZPA nothing where the inventory is young enough; that it was handled is seen all the same.
TEST_F(TenantAnnotations, LookThatIsAskedForIsEchoedAndReadsNothingThatIsYoung) {
    begin({{"pollInterval", "10m"}});
    const auto before = polls();
    annotate_tenant("zpa-operator.io/reconcile-requested-at", "now");
    wait_for_tenant(
        "echoed", [](const json& object) { return object.at("status").value("lastHandledReconcileAt", "") == "now"; });
    EXPECT_EQ(polls(), before);
    EXPECT_TRUE(is_ready(tenant()));
    edit_tenant({{"pollInterval", "1s"}});
    annotate_tenant("zpa-operator.io/reconcile-requested-at", "once more");
    wait_for_tenant("echoed", [](const json& object) {
        return object.at("status").value("lastHandledReconcileAt", "") == "once more";
    });
    expect_polls_again();
}

}  // namespace scenario
