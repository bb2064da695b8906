// A POST whose outcome is unknown: nothing is guessed, nothing is posted twice before it is known.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Kind = simulator::Fault::Kind;

struct Loss {
    std::string name;
    std::function<simulator::Fault()> fault;
    bool committed = true;  // had ZPA made the key?
    bool exportable = true;
    bool unique_names = true;
};
void PrintTo(const Loss& one, std::ostream* out) { *out << one.name; }

simulator::Fault at_create(Kind kind, bool after_commit) {
    simulator::Fault fault;
    fault.kind = kind;
    fault.match.kind = "provisioningKey";
    fault.match.operation = "create";
    fault.count = 1;
    fault.after_commit = after_commit;
    return fault;
}

simulator::Fault answer(int status, const std::string& body, const std::string& type) {
    auto fault = at_create(Kind::reply, true);
    fault.status = status;
    fault.body = body;
    fault.headers = {{"content-type", type}};
    return fault;
}

std::vector<Loss> losses() {
    return {
        {"ReplyDroppedAfterCommit", [] { return at_create(Kind::drop, true); }},
        {"ConnectionDroppedBeforeCommit", [] { return at_create(Kind::drop, false); }, false},
        {"ServerErrorAfterCommit", [] { return at_create(Kind::error, true); }},
        {"ServerErrorBeforeCommit", [] { return at_create(Kind::error, false); }, false},
        {"UnavailableAfterCommit", [] { return at_create(Kind::unavailable, true); }},
        {"ReplyCutInHalf", [] { return at_create(Kind::truncate, true); }},
        {"NoReplyInTime", [] { return at_create(Kind::hang, true); }},
        {"NoReplyInTimeAndNoKey", [] { return at_create(Kind::hang, false); }, false},
        {"RequestTimeoutStatus", [] { return answer(408, "{}", "application/json"); }},
        {"PageOfSomeGateway", [] { return answer(200, "<html>welcome</html>", "text/html"); }},
        {"NotFoundOfSomeGateway", [] { return answer(404, "<html>not here</html>", "text/html"); }},
        {"BadGatewayAfterCommit", [] { return answer(502, "<html>bad gateway</html>", "text/html"); }},
    };
}

// Each with keys of the two kinds and names of the two kinds; kill_test has every pairing of these.
std::vector<Loss> losses_of_keys(bool exportable, bool unique_names) {
    auto out = losses();
    for (auto& loss : out) {
        loss.exportable = exportable;
        loss.unique_names = unique_names;
        loss.name += std::string(exportable ? "Exportable" : "Hidden") + (unique_names ? "UniqueNames" : "AnyNames");
    }
    return out;
}
std::vector<Loss> losses_of_every_second(std::size_t begin, std::vector<Loss> all) {
    std::vector<Loss> out;
    for (std::size_t i = begin; i < all.size(); i += 2) out.push_back(all[i]);
    return out;
}

class LostReply : public Scenario, public ::testing::WithParamInterface<Loss> {
protected:
    void begin() {
        zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.key_names_unique = GetParam().unique_names; });
        start_operator();
        create_tenant();
        wait_tenant_ready();
    }
    // In the order of their arrival; one that was held is in the journal once it has been let go.
    std::vector<simulator::Entry> wait_for_posts(std::size_t count) {
        wait_for("POSTs in the journal", [&] { return zpa.calls("create").size() >= count; });
        auto posts = zpa.calls("create");
        std::sort(posts.begin(), posts.end(), [](const auto& left, const auto& right) { return left.at < right.at; });
        return posts;
    }
    void expect_found_or_made_again(const simulator::Fault& fault) {
        const auto id = zpa.simulator.fail(fault);
        create_key("blue", GetParam().exportable ? json::object() : json{{"exportable", false}});
        wait_for("the fault has hit", [&] { return zpa.simulator.faults.hits(id) == 1; });
        expect_whole("blue");
        EXPECT_EQ(zpa.only_key().exportable, GetParam().exportable);
        zpa.simulator.faults.release("", simulator::Release::drop);
        const auto posts = wait_for_posts(GetParam().committed ? 1 : 2);
        if (GetParam().committed) {
            EXPECT_EQ(posts.size(), 1U) << "the key was there, only the reply was not";
        } else {
            ASSERT_EQ(posts.size(), 2U);
            EXPECT_GE(posts[1].at - posts[0].at, std::chrono::milliseconds(2500)) << "deadline and list lag";
        }
        zpa.simulator.faults.clear();
        delete_key("blue");
        wait_gone("blue");
        EXPECT_TRUE(zpa.keys().empty());
    }
};

TEST_P(LostReply, IsSettledBeforeAnySecondPost) {
    begin();
    expect_found_or_made_again(GetParam().fault());
}

INSTANTIATE_TEST_SUITE_P(OfACreation, LostReply, ::testing::ValuesIn(losses_of_keys(true, true)),
                         [](const auto& test) { return test.param.name; });
INSTANTIATE_TEST_SUITE_P(OfAHiddenOne, LostReply, ::testing::ValuesIn(losses_of_keys(false, false)),
                         [](const auto& test) { return test.param.name; });

class LostReplyAndListsThatTrail : public LostReply {};

TEST_P(LostReplyAndListsThatTrail, IsSettledBeforeAnySecondPost) {
    zpa.simulator.behaviours.edit([](auto& behaviour) { behaviour.list_lag_seconds = 0.8; });
    begin();
    expect_found_or_made_again(GetParam().fault());
}

INSTANTIATE_TEST_SUITE_P(OfACreation, LostReplyAndListsThatTrail,
                         ::testing::ValuesIn(losses_of_every_second(0, losses_of_keys(true, false))),
                         [](const auto& test) { return test.param.name; });
INSTANTIATE_TEST_SUITE_P(OfAHiddenOne, LostReplyAndListsThatTrail,
                         ::testing::ValuesIn(losses_of_every_second(1, losses_of_keys(false, true))),
                         [](const auto& test) { return test.param.name; });

class UnknownOutcome : public Scenario {
protected:
    // ZPA has the POST of "blue" and does nothing with it until the fault that is returned is released.
    std::string begin_with_a_post_on_its_way() {
        start_operator();
        create_tenant();
        wait_tenant_ready();
        auto fault = zpa.hold("create", false);
        create_key("blue");
        zpa.wait_until_held();
        return fault;
    }
};

TEST_F(UnknownOutcome, IsSaidWithTheBirthNameWhileItLasts) {
    start_operator({.flags = {"--list-lag=20"}});
    create_tenant();
    wait_tenant_ready();
    zpa.simulator.fail(at_create(Kind::drop, false));
    create_key("blue");
    const auto waiting = wait_reason("blue", "CreationUnresolved");
    const auto birth_name = waiting.at("status").at("creation").at("birthName").get<std::string>();
    EXPECT_TRUE(birth_name.starts_with("blue."));
    EXPECT_NE(message(waiting).find(birth_name), std::string::npos);
    EXPECT_EQ(condition(waiting, "Reconciling"), "True");
}

TEST_F(UnknownOutcome, KeepsTheFinalizerUntilItIsKnown) {
    const auto fault = begin_with_a_post_on_its_way();
    delete_key("blue");
    wait_reason("blue", "CreationUnresolved");
    zpa.release(fault, simulator::Release::answer);  // ZPA makes it after all
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_EQ(zpa.committed("create"), 1U);
}

// A POST that ZPA carries out after everybody had given it up.
TEST_F(UnknownOutcome, LateKeyOfACreationThatWasGivenUpIsDeleted) {
    const auto fault = begin_with_a_post_on_its_way();
    wait_ready("blue");  // of a second POST
    zpa.release(fault, simulator::Release::answer);
    wait_for("the late key was made", [&] { return zpa.committed("create") == 2; });
    wait_for("the late key is gone", [&] { return zpa.keys().size() == 1; });
    expect_whole("blue");
    wait_for_event("blue", "LateKeyDeleted");
}

TEST_F(UnknownOutcome, LateKeyThatSomebodyEnrolledWithStays) {
    const auto fault = begin_with_a_post_on_its_way();
    const auto status = wait_ready("blue").at("status");
    const auto birth_name = status.at("abandoned").at(0).at("birthName").get<std::string>();
    auto late = zpa.add_key(birth_name);
    zpa.edit(late.id, [](auto& key) { key.usage_count = 1; });
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    EXPECT_EQ(zpa.key_named(birth_name).id, late.id);
    zpa.release(fault, simulator::Release::drop);
}

// Of a row that could not be read whole there is no count of uses, and lists trail.
TEST_F(UnknownOutcome, LateKeyIsJudgedByItselfAndNotByItsRowInAList) {
    const auto fault = begin_with_a_post_on_its_way();
    const auto status = wait_ready("blue").at("status");
    auto late = zpa.key_named("blue");
    late.id = "999001";
    late.name = status.at("abandoned").at(0).at("birthName").get<std::string>();
    late.usage_count = 1;
    simulator::Fault list;
    list.kind = Kind::reply;
    list.match.kind = "provisioningKey";
    list.match.operation = "list";
    list.status = 200;
    list.headers = {{"content-type", "application/json"}};
    list.body = json{{"totalPages", "1"},
                     {"totalCount", "1"},
                     {"list", json::array({json{{"id", late.id}, {"name", late.name}, {"uiConfig", json::object()}}})}}
                    .dump();
    zpa.simulator.portal.add(zpa.customer(), late);
    const auto odd = zpa.simulator.fail(list);
    wait_for("some such lists", [&] { return zpa.simulator.faults.hits(odd) >= 3; });
    wait_for("the key itself was asked", [&] {
        const auto reads = zpa.calls("get");
        return std::any_of(reads.begin(), reads.end(),
                           [&](const auto& read) { return read.path.ends_with("/" + late.id); });
    });
    const auto seen = zpa.simulator.faults.hits(odd);
    wait_for("some more", [&] { return zpa.simulator.faults.hits(odd) >= seen + 3; });
    EXPECT_EQ(zpa.key_named(late.name).id, late.id);
    EXPECT_TRUE(zpa.calls("delete").empty());
    zpa.release(fault, simulator::Release::drop);
}

// Nobody knows why ZPA may say no; whoever made the object has nothing to do with it until it is to go.
TEST_F(UnknownOutcome, LateKeyThatZpaDoesNotLetGoKeepsNobodyWaiting) {
    const auto fault = begin_with_a_post_on_its_way();
    wait_ready("blue");  // of a second POST
    auto refusal = answer(400, R"({"id":"resource.referenced","reason":"It is in use."})", "application/json");
    refusal.match.operation = "delete";
    refusal.count = 0;
    refusal.after_commit = false;
    const auto refused = zpa.simulator.fail(refusal);
    zpa.release(fault, simulator::Release::answer);
    const auto told = wait_for_event("blue", "LateKeyLeft");
    EXPECT_NE(told.at("note").get<std::string>().find("It is in use."), std::string::npos) << told;
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.key_named("blue").max_usage, 9);
    EXPECT_EQ(zpa.simulator.faults.hits(refused), 1) << "nor is ZPA asked again and again";

    delete_key("blue");
    const auto waiting = wait_reason("blue", "DeletionRefused");
    EXPECT_NE(message(waiting).find("zpa-operator.io/abandon"), std::string::npos) << message(waiting);
    zpa.simulator.faults.clear();
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(UnknownOutcome, OfAnEditOrADeletionIsSimplyAskedAgain) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    zpa.fail(Kind::drop, "update", 1, true);
    edit_key("blue", {{"maxUsage", 9}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
    zpa.fail(Kind::drop, "delete", 1, true);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

// Something in between that cuts fields out of replies. The value is read from the key itself then, before anything
// hides it.
TEST_F(UnknownOutcome, OfASuccessWithoutTheValueIsResolvedByReadingTheKey) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    zpa.simulator.fail(answer(200, R"({"id":"1","name":"blue"})", "application/json"));
    create_key("blue", {{"exportable", false}});
    expect_whole("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
    EXPECT_FALSE(zpa.only_key().exportable);
}

class Refusal : public Scenario {};

TEST_F(Refusal, InZpasOwnWordsNeedsNoWaiting) {
    start_operator({.flags = {"--post-deadline=600"}});
    create_tenant();
    wait_tenant_ready();
    zpa.simulator.fail(answer(400,
                              R"({"id":"invalid.resource.argument","reason":"The maximum number has been reached."})",
                              "application/json"));
    create_key("blue");
    const auto refused = wait_reason("blue", "CreationRefused");
    EXPECT_NE(message(refused).find("maximum number"), std::string::npos);
    EXPECT_FALSE(refused.at("status").contains("creation")) << "the mark is gone at once";
}

TEST_F(Refusal, With429IsRepeatedAfterRetryAfterAndNothingElseWasMade) {
    start_operator({.flags = {"--post-deadline=600"}});
    create_tenant();
    wait_tenant_ready();
    auto fault = at_create(Kind::throttled, false);
    fault.retry_after = "2s";
    zpa.simulator.fail(fault);
    create_key("blue");
    expect_whole("blue");
    const auto posts = zpa.calls("create");
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_GE(posts[1].at - posts[0].at, std::chrono::seconds(2));
}

}  // namespace scenario
