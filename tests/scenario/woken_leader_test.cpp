// A leader that was stopped (SIGSTOP) and woken when another leads: it writes nothing any more. What it could still
// send, since it had passed its last check, is taken back or found by its nonce.
#include "tests/scenario/harness/two_operators.h"

namespace scenario {

class WokenLeader : public TwoOperators {
protected:
    // What both count from here on is what the woken one does.
    void wake_first() {
        requests_before = first_ways.api.seen().size();
        calls_before = zpa.simulator.journal.last();
        first->wake();
    }
    void expect_it_ended() {
        EXPECT_NE(first->wait_for_exit(), 0);
        EXPECT_EQ(kubernetes_writes(first_ways, requests_before), Flags());
    }
    void expect_one_key_each(const std::vector<std::string>& names) {
        edit_tenant({{"pollInterval", "1100ms"}});  // with polls, in case there were none
        wait_for("one key for each object", [&] { return zpa.keys().size() == names.size(); });
        for (const auto& name : names) {
            const auto object = wait_ready(name);
            const auto in_zpa = zpa.key_named(name);
            EXPECT_EQ(object.at("status").at("id"), in_zpa.id) << name;
            EXPECT_EQ(value(name), in_zpa.value) << name;
        }
        EXPECT_EQ(cluster.list(kube::secrets(), ns).size(), names.size() + 1) << "the credentials and one for each key";
        const auto polls = zpa.calls("list").size();
        wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 2; });
        EXPECT_EQ(zpa.keys().size(), names.size());
    }

    std::size_t requests_before = 0;
    std::uint64_t calls_before = 0;
};

TEST_F(WokenLeader, WritesNothingAnyMoreAndExits) {
    begin();
    std::vector<std::string> names = {"blue"};
    for (int i = 0; i < 6; ++i) create_key(names.emplace_back("key-" + std::to_string(i)));
    for (const auto& name : names) wait_ready(name);
    const auto before = holder();
    first->stop_the_world();
    create_key(names.emplace_back("green"));
    wait_for_another_holder(before);
    wait_ready("green");
    // Work of every kind for whoever wakes.
    for (int i = 0; i < 6; ++i) edit_key("key-" + std::to_string(i), {{"maxUsage", 9}});
    cluster.remove(kube::secrets(), {ns, "blue"});
    create_key(names.emplace_back("late"));
    delete_key("green");
    std::erase(names, "green");
    wake_first();
    expect_it_ended();
    EXPECT_EQ(zpa_writes(first_ways, calls_before), Flags());
    wait_gone("green");
    expect_one_key_each(names);
    for (int i = 0; i < 6; ++i)
        wait_for("the edit", [&] { return zpa.key_named("key-" + std::to_string(i)).max_usage == 9; });
    EXPECT_TRUE(second->running());
}

// Stopped while it waits for a connection: it has passed the fence, and no byte of the POST has left it.
class BetweenCheckAndPost : public WokenLeader {
protected:
    void stop_first_before_its_post() {
        zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.keeps_connections = false; });
        // In its own namespace alone: another test's object whose tenant has gone would be something to write.
        begin({"--lease-duration=60", "--renew-deadline=50", "--post-deadline=60", "--namespaces=" + ns},
              {{"pollInterval", "60s"}}, {"--list-lag=4"});
        const auto before = holder();
        const auto mark = first_ways.api.add({.action = ApiProxy::Action::hold_after,
                                              .method = "PUT",
                                              .path = "/provisioningkeys/green/status",
                                              .body = "birthName",
                                              .count = 1});
        create_key("green");
        first_ways.api.wait_until_held(mark);
        birth_name_ = key("green").at("status").at("creation").at("birthName");
        first_ways.zpa.shut_gate();
        first_ways.api.release(mark, ApiProxy::Release::pass);
        first_ways.zpa.wait_for_connect_at_gate();
        first->stop_the_world();
        ASSERT_EQ(zpa.calls("create").size(), 1U) << "blue's";
        // It learns nothing of its loss before it sends: its renewals hang, and there is nothing else for it to write.
        first_ways.api.add({.action = ApiProxy::Action::hold_before, .path = "/leases"});
        forget_lease();
        wait_for_another_holder(before);
        // The lease was taken away long before its time, so its age has to catch up.
        const auto too_old = std::chrono::steady_clock::now() + std::chrono::milliseconds(1600);
        wait_for("it may write no more", [&] { return std::chrono::steady_clock::now() > too_old; });
    }
    // The first wakes, and its POST goes out after all.
    void wake_first_and_let_it_send() {
        first_ways.zpa.open_gate();
        wake_first();
        wait_for("its POST arrives", [&] {
            const auto late = zpa_writes(first_ways, calls_before);
            return late.size() == 1 && late.front().starts_with("POST");
        });
        expect_it_ended();
        EXPECT_EQ(zpa_writes(first_ways, calls_before).size(), 1U) << "the POST alone";
    }
    std::string birth_name_;
};

TEST_F(BetweenCheckAndPost, ItsKeyIsFoundByItsNonceWhileTheOutcomeIsOpen) {
    stop_first_before_its_post();
    wait_reason("green", "CreationUnresolved");
    wake_first_and_let_it_send();
    expect_one_key_each({"blue", "green"});
    EXPECT_EQ(zpa.committed("create"), 2U) << "the successor took the very key over";
}

TEST_F(BetweenCheckAndPost, ItsKeyIsTakenBackWhenTheSuccessorHasMadeAnother) {
    stop_first_before_its_post();
    wait_ready("green");
    const auto made = zpa.key_named("green").id;
    wake_first_and_let_it_send();
    expect_one_key_each({"blue", "green"});
    EXPECT_EQ(zpa.key_named("green").id, made);
    EXPECT_EQ(zpa.committed("create"), 3U);
    wait_for_event("green", "LateKeyDeleted");
}

// With nothing to help either side: it may notice first, or send first.
TEST_F(BetweenCheckAndPost, WhicheverItDoesFirstOneKeyIsLeft) {
    stop_first_before_its_post();
    first_ways.zpa.open_gate();
    wake_first();
    wait_ready("green");
    EXPECT_NE(first->wait_for_exit(), 0);
    expect_one_key_each({"blue", "green"});
}

// The POST has left it and has not reached ZPA, or ZPA and not the reply.
class StoppedAtThePost : public WokenLeader, public ::testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(AndThePost, StoppedAtThePost, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "ArrivesInTime" : "ArrivesLate"; });

TEST_P(StoppedAtThePost, LeavesOneKey) {
    begin();
    const auto before = holder();
    const auto call = zpa.hold("create", false);
    create_key("green");
    zpa.wait_until_held();
    first->stop_the_world();
    if (GetParam()) zpa.release(call, simulator::Release::answer);
    wait_for_another_holder(before);
    wait_ready("green");
    if (!GetParam()) {
        zpa.release(call, simulator::Release::answer);
        wait_for("the late key was made", [&] { return zpa.committed("create") == 3; });
    }
    wake_first();
    expect_it_ended();
    EXPECT_EQ(zpa_writes(first_ways, calls_before), Flags());
    expect_one_key_each({"blue", "green"});
}

}  // namespace scenario
