// The same manifests in two clusters of one organisation: nothing but ZPA itself tells one operator of the other.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class TwoClusters : public Scenario, public ::testing::WithParamInterface<bool> {
protected:
    TwoClusters() {
        zpa.simulator.behaviours.edit([&](auto& behaviour) { behaviour.key_names_unique = GetParam(); });
    }
    Site& other = another_site_on_the_same_zpa();

    void begin() {
        for (Site* site : {static_cast<Site*>(this), &other}) {
            start_operator({.flags = {"--post-deadline=30", "--list-lag=1"}, .site = site});
            site->create_tenant();
            site->wait_tenant_ready();
        }
    }
    // Both have seen a free name, and both POSTs are on their way before ZPA has acted on either.
    void have_both_post() {
        const auto mine = zpa.hold("create", false);
        create_key("blue");
        zpa.wait_until_held();  // nothing of that name is there for the other to see
        const auto theirs = zpa.hold("create", false);
        other.create_key("blue");
        wait_for("both POSTs are under way", [&] { return zpa.simulator.faults.held().size() == 2; });
        zpa.release(mine, simulator::Release::answer);
        zpa.release(theirs, simulator::Release::answer);
    }
    // Which of the two has the name, once that is beyond doubt.
    std::pair<Site*, Site*> winner_and_loser() {
        Site* winner = nullptr;
        wait_for("one is Ready, the other is told", [&] {
            const auto mine = key("blue"), theirs = other.key("blue");
            if (is_ready(mine) && reason(theirs) == "NameTaken") winner = this;
            if (is_ready(theirs) && reason(mine) == "NameTaken") winner = &other;
            return winner != nullptr;
        });
        return {winner, winner == this ? &other : static_cast<Site*>(this)};
    }
    void expect_one_owner() {
        const auto [winner, loser] = winner_and_loser();
        const auto named = zpa.key_named("blue");
        EXPECT_EQ(winner->key("blue").at("status").at("id"), named.id);
        EXPECT_EQ(winner->value("blue"), named.value);
        EXPECT_NE(loser->value("blue"), named.value) << "nothing of a stranger's key is read into a Secret";
        EXPECT_NE(condition(loser->key("blue"), "Ready"), "True");

        loser->delete_key("blue");
        loser->wait_gone("blue");
        EXPECT_EQ(zpa.only_key().id, named.id) << "the loser takes only its own away";
        EXPECT_EQ(zpa.only_key().name, "blue");
        EXPECT_TRUE(is_ready(winner->key("blue")));
        EXPECT_EQ(winner->value("blue"), named.value);
    }
};

class TwoClustersOfAnyNames : public Scenario {
protected:
    TwoClustersOfAnyNames() {
        zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.key_names_unique = false; });
    }
    Site& other = another_site_on_the_same_zpa();
};

INSTANTIATE_TEST_SUITE_P(Names, TwoClusters, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "Unique" : "NotUnique"; });

TEST_P(TwoClusters, AppliedAtTheSameMomentEachKeyBelongsToOne) {
    begin();
    have_both_post();
    expect_one_owner();
    EXPECT_EQ(zpa.committed("create"), 2U);
}

TEST_P(TwoClusters, AppliedAtTheSameMomentWithBothRepliesLostEachKeyBelongsToOne) {
    begin();
    zpa.fail(simulator::Fault::Kind::drop, "create", 2, true);
    have_both_post();
    expect_one_owner();
    EXPECT_EQ(zpa.committed("create"), 2U);
}

// Who comes a moment later sees the other's key before it has made one of its own.
TEST_P(TwoClusters, WhoComesLaterIsToldThatTheNameIsThere) {
    begin();
    create_key("blue");
    wait_ready("blue");
    other.create_key("blue");
    other.wait_reason("blue", "NameConflict");
    EXPECT_EQ(zpa.committed("create"), 1U);
    other.delete_key("blue");
    other.wait_gone("blue");
    expect_whole("blue");
}

TEST_P(TwoClusters, WithBothNamingsAtTheSameMomentTheOlderKeyKeepsTheName) {
    begin();
    const auto first = zpa.hold("update", false);
    create_key("blue");
    zpa.wait_until_held();
    const auto older = zpa.only_key().id;
    const auto second = zpa.hold("update", false);
    other.create_key("blue");
    wait_for("both namings are under way", [&] { return zpa.simulator.faults.held().size() == 2; });
    zpa.release(second, simulator::Release::answer);  // the younger is first with its PUT
    wait_for("the younger has the name", [&] { return zpa.committed("update") == 1; });
    zpa.release(first, simulator::Release::answer);
    const auto [winner, loser] = winner_and_loser();
    if (!GetParam()) {
        EXPECT_EQ(winner->key("blue").at("status").at("id"), older);
    }
    expect_one_owner();
}

TEST_P(TwoClusters, AnotherPrefixKeepsThemApart) {
    start_operator();
    start_operator({.site = &other});
    create_tenant({{"namePrefix", "east-"}});
    other.create_tenant({{"namePrefix", "west-"}});
    create_key("blue");
    other.create_key("blue");
    wait_ready("blue");
    other.wait_ready("blue");
    EXPECT_EQ(value("blue"), zpa.key_named("east-blue").value);
    EXPECT_EQ(other.value("blue"), zpa.key_named("west-blue").value);
}

// Lists trail so far that neither sees the other when it looks; the second look is the next process's.
TEST_F(TwoClustersOfAnyNames, ARestartBeforeListsHaveCaughtUpLooksOnceMore) {
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.list_lag_seconds = 6; });
    OperatorProcess* last = nullptr;
    for (Site* site : {static_cast<Site*>(this), &other}) {
        last = &start_operator({.flags = {"--post-deadline=30", "--list-lag=600"}, .site = site});
        site->create_tenant();
        site->wait_tenant_ready();
    }
    const auto older = zpa.hold("create", false);
    create_key("blue");
    zpa.wait_until_held();
    const auto younger = zpa.hold("create", false);
    other.create_key("blue");
    wait_for("both POSTs are under way", [&] { return zpa.simulator.faults.held().size() == 2; });
    zpa.release(older, simulator::Release::answer);
    wait_for("the older is there", [&] { return zpa.keys().size() == 1; });
    zpa.release(younger, simulator::Release::answer);
    wait_ready("blue");
    other.wait_ready("blue");
    last->kill9();
    start_operator({.flags = {"--post-deadline=30", "--list-lag=12"}, .site = &other});
    other.wait_reason("blue", "NameTaken");
    EXPECT_TRUE(is_ready(key("blue")));
}

}  // namespace scenario
