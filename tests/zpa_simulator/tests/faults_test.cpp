#include "tests/zpa_simulator/tests/fault_fixture.h"

namespace simulator {

namespace {

using namespace std::chrono_literals;

TEST_F(FaultTest, ThrottledAnswers429WithTheRetryAfterGiven) {
    auto throttled = fault(Fault::Kind::throttled, "POST");
    throttled.retry_after = "13s";
    throttled.count = 1;
    zpa.fail(throttled);
    const auto answer = post_key();
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.at("retry-after"), "13s");
    EXPECT_EQ(keys_there(), 0U);
    EXPECT_EQ(post_key().status, 200) << "one was asked for";
}

TEST_F(FaultTest, UnavailableAnswers503) {
    auto unavailable = fault(Fault::Kind::unavailable);
    unavailable.retry_after = "2";
    zpa.fail(unavailable);
    const auto answer = get(keys());
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.json()["id"], "retryable.server.error");
    EXPECT_EQ(answer.headers.at("retry-after"), "2");
}

TEST_F(FaultTest, TheJournalSaysForHowLongAReplyAskedToWait) {
    auto throttled = fault(Fault::Kind::throttled, "POST");
    throttled.retry_after = "13s";
    zpa.fail(throttled);
    post_key();
    const auto entry = zpa.journal.after(0).back();
    EXPECT_EQ(entry.retry_after, "13s");
    EXPECT_EQ(to_json(entry)["retry_after"], "13s");
    EXPECT_EQ(get(keys()).status, 200);
    EXPECT_EQ(zpa.journal.after(0).back().retry_after, "") << "that one asked for nothing";
}

TEST_F(FaultTest, ConflictAnswers409) {
    zpa.fail(fault(Fault::Kind::conflict, "PUT"));
    const auto id = post_key().json()["id"].get<std::string>();
    const auto answer = put(keys(id), {{"maxUsage", 9}});
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.json()["id"], "api.concurrent.access.error");
    EXPECT_EQ(get(keys(id)).json()["maxUsage"], "2");
}

TEST_F(FaultTest, ErrorBeforeTheCommitHasNoEffect) {
    zpa.fail(fault(Fault::Kind::error, "POST"));
    EXPECT_EQ(post_key().status, 500);
    EXPECT_EQ(keys_there(), 0U);
}

TEST_F(FaultTest, ErrorAfterTheCommitHasItsEffect) {
    auto error = fault(Fault::Kind::error, "POST");
    error.after_commit = true;
    zpa.fail(error);
    EXPECT_EQ(post_key().status, 500);
    EXPECT_EQ(keys_there(), 1U);
    EXPECT_TRUE(zpa.journal.after(0).back().committed);
}

TEST_F(FaultTest, AfterTheCommitHitsOnlyWhatSucceeded) {
    auto error = fault(Fault::Kind::error, "POST");
    error.after_commit = true;
    const auto id = zpa.fail(error);
    EXPECT_EQ(post(keys(), {{"name", "no group"}}).status, 400);
    EXPECT_EQ(zpa.faults.hits(id), 0);
}

TEST_F(FaultTest, DropBeforeTheCommitEndsTheConnectionWithoutEffect) {
    zpa.fail(fault(Fault::Kind::drop, "POST"));
    EXPECT_EQ(post_key().status, 0);
    EXPECT_EQ(keys_there(), 0U);
}

TEST_F(FaultTest, DropAfterTheCommitLosesTheReply) {
    auto drop = fault(Fault::Kind::drop, "POST");
    drop.after_commit = true;
    zpa.fail(drop);
    EXPECT_EQ(post_key().status, 0);
    EXPECT_EQ(keys_there(), 1U);
    const auto entry = zpa.journal.after(0).back();
    EXPECT_EQ(entry.status, 0);
    EXPECT_TRUE(entry.committed);
    EXPECT_EQ(entry.fault, "drop");
}

TEST_F(FaultTest, TruncateSendsHalfTheReply) {
    zpa.fail(fault(Fault::Kind::truncate, "POST"));
    const auto answer = post_key();
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.complete);
    EXPECT_EQ(keys_there(), 1U);
}

TEST_F(FaultTest, DuplicateRowsShowsOneRowOfAListTwice) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    static_cast<void>(make_key("edge-b"));
    const auto whole = get(keys()).json();
    auto twice = fault(Fault::Kind::duplicate_rows);
    twice.skip = 1;
    twice.count = 1;
    const auto added = zpa.fail(twice);
    EXPECT_EQ(get(keys()).json(), whole) << "one passes first";
    EXPECT_EQ(get(keys(id)).json()["id"], id) << "no list, so it does not count";
    const auto page = get(keys()).json();
    ASSERT_EQ(page["list"].size(), 3U);
    EXPECT_EQ(page["list"][0], whole["list"][0]);
    EXPECT_EQ(page["list"][1], whole["list"][0]);
    EXPECT_EQ(page["list"][2], whole["list"][1]);
    EXPECT_EQ(page["totalCount"], "2");
    EXPECT_EQ(page["totalPages"], "1");
    EXPECT_EQ(get(keys()).json(), whole) << "one was asked for";
    EXPECT_EQ(zpa.faults.hits(added), 1);
}

TEST_F(FaultTest, DuplicateRowsMayBeCountedTwice) {
    static_cast<void>(make_key("edge-a"));
    auto twice = fault(Fault::Kind::duplicate_rows);
    twice.counted = true;
    zpa.fail(twice);
    const auto page = get(keys()).json();
    EXPECT_EQ(page["list"].size(), 2U);
    EXPECT_EQ(page["totalCount"], "2");
}

TEST_F(FaultTest, DuplicateRowsHasNothingToShowOfAnEmptyList) {
    zpa.fail(fault(Fault::Kind::duplicate_rows));
    EXPECT_TRUE(get(keys()).json()["list"].empty());
}

TEST_F(FaultTest, ReplyIsWhateverIsGiven) {
    auto reply = fault(Fault::Kind::reply, "GET");
    reply.status = 302;
    reply.headers = {{"location", "https://elsewhere.example/"}};
    reply.body = "<html>";
    zpa.fail(reply);
    const auto answer = get(keys());
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.headers.at("location"), "https://elsewhere.example/");
    EXPECT_EQ(answer.body, "<html>");
}

TEST_F(FaultTest, SlowWaitsAndThenGoesOn) {
    auto slow = fault(Fault::Kind::slow, "GET");
    slow.milliseconds = 50;
    zpa.fail(slow);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(get(keys()).status, 200);
    EXPECT_GE(std::chrono::steady_clock::now() - began, 50ms);
}

TEST_F(FaultTest, UnlicensedClosesOneAssociationType) {
    auto unlicensed = fault(Fault::Kind::unlicensed);
    unlicensed.match.association_type = service_edge_group;
    zpa.fail(unlicensed);
    const auto answer = get(keys("", service_edge_group));
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.json()["id"], "authz.featureflag.permission.denied");
    EXPECT_NE(answer.json()["reason"].get<std::string>().find("216,196,257,331,281,920"), std::string::npos);
    EXPECT_EQ(get(keys()).status, 200);
}

TEST_F(FaultTest, UnauthorizedSpeaksInTheShapeOfThePath) {
    zpa.fail(fault(Fault::Kind::unauthorized));
    EXPECT_EQ(get(keys()).json()["detail"], "unauthorized");
}

TEST_F(FaultTest, SignInRefusedHitsTheSignInsOfOneClient) {
    auto refused = fault(Fault::Kind::sign_in_refused, "", "");
    refused.match.client = "somebody else";
    const auto id = zpa.fail(refused);
    EXPECT_EQ(sign_in().status, 200);
    zpa.faults.remove(id);
    refused.match.client = default_client;
    zpa.fail(refused);
    EXPECT_EQ(sign_in().status, 400);
    EXPECT_EQ(get(keys()).status, 200) << "a token that is out still opens";
}

TEST_F(FaultTest, SkipsSoManyAndHitsSoMany) {
    auto error = fault(Fault::Kind::error, "GET");
    error.skip = 1;
    error.count = 2;
    const auto id = zpa.fail(error);
    std::vector<int> statuses;
    for (int i = 0; i < 5; ++i) statuses.push_back(get(keys()).status);
    EXPECT_EQ(statuses, (std::vector<int>{200, 500, 500, 200, 200}));
    EXPECT_EQ(zpa.faults.hits(id), 2);
}

TEST_F(FaultTest, EndsAfterItsSeconds) {
    auto error = fault(Fault::Kind::error, "GET");
    error.seconds = 10;
    zpa.fail(error);
    zpa.clock.advance(9s);
    EXPECT_EQ(get(keys()).status, 500);
    zpa.clock.advance(1s);
    EXPECT_EQ(get(keys()).status, 200);
}

TEST_F(FaultTest, MatchesByPathAndCustomer) {
    auto error = fault(Fault::Kind::error, "", "");
    error.match.path = "/appConnectorGroup$";
    error.match.customer = customer;
    zpa.fail(error);
    EXPECT_EQ(get("appConnectorGroup").status, 500);
    EXPECT_EQ(get("serviceEdgeGroup").status, 200);
}

class Stale : public FaultTest {};

TEST_F(Stale, ListsShowTheStateAsItWasWhileReadsByIdDoNot) {
    const auto old = make_key("old")["id"].get<std::string>();
    auto stale = fault(Fault::Kind::stale);
    stale.seconds = 30;
    zpa.fail(stale);
    const auto fresh = make_key("fresh")["id"].get<std::string>();
    EXPECT_EQ(put(keys(old), {{"maxUsage", 9}}).status, 204);
    const auto list = get(keys()).json();
    ASSERT_EQ(list["totalCount"], "1");
    EXPECT_EQ(list["list"][0]["maxUsage"], "2");
    EXPECT_EQ(get(keys(fresh)).status, 200);
    EXPECT_EQ(remove(keys(old)).status, 204);
    EXPECT_EQ(get(keys()).json()["list"][0]["id"], old);
    EXPECT_NE(get(keys(old)).status, 200);
    zpa.clock.advance(30s);
    EXPECT_EQ(get(keys()).json()["list"][0]["id"], fresh);
}

TEST_F(Stale, ReadsByIdMayBeStaleToo) {
    auto stale = fault(Fault::Kind::stale);
    stale.gets_too = true;
    zpa.fail(stale);
    const auto id = make_key("fresh")["id"].get<std::string>();
    EXPECT_NE(get(keys(id)).status, 200);
    EXPECT_EQ(put(keys(id), {{"maxUsage", 3}}).status, 204) << "writes see what is";
}

}  // namespace

}  // namespace simulator
