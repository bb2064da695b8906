#include "controller/telemetry/metrics_authorizer.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using Verdict = telemetry::MetricsAuthorizer::Verdict;
using nlohmann::json;
using std::chrono::seconds;
using tests::ScriptedApi;

class TokenReviewAuthorizer : public testing::Test {
protected:
    TokenReviewAuthorizer() {
        api_.answer([this](const http::Request& request) {
            const bool review = request.target.find("tokenreviews") != std::string::npos;
            return ScriptedApi::reply(201, {{"status", review ? review_ : access_}});
        });
    }
    Verdict ask(const std::string& token = "token-of-prometheus") {
        return authorizer_.authorize(token, "get", "/metrics", {});
    }
    json review_ = {{"authenticated", true},
                    {"user",
                     {{"username", "system:serviceaccount:monitoring:prometheus"},
                      {"uid", "u"},
                      {"groups", {"system:serviceaccounts"}},
                      {"extra", {{"k", {"v"}}}}}}};
    json access_ = {{"allowed", true}};
    fakes::FakeClock clock_;
    ScriptedApi api_{clock_};
    kube::Client client_{api_.connection(), base::open_fence(), 0};
    telemetry::TokenReviewAuthorizer authorizer_{client_, clock_};
};

TEST_F(TokenReviewAuthorizer, AsksWhoItIsAndThenWhatTheyMay) {
    EXPECT_EQ(ask(), Verdict::Allowed);
    const auto asked = api_.asked();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].target, "/apis/authentication.k8s.io/v1/tokenreviews");
    EXPECT_EQ(asked[0].body["spec"], json({{"token", "token-of-prometheus"}}));
    EXPECT_EQ(asked[1].target, "/apis/authorization.k8s.io/v1/subjectaccessreviews");
    EXPECT_EQ(asked[1].body["spec"], json::parse(R"({
      "user": "system:serviceaccount:monitoring:prometheus", "uid": "u", "groups": ["system:serviceaccounts"],
      "extra": {"k": ["v"]}, "nonResourceAttributes": {"path": "/metrics", "verb": "get"}})"));
}

TEST_F(TokenReviewAuthorizer, AllowedIsRememberedForAMinute) {
    ask();
    access_ = {{"allowed", false}};
    clock_.advance(seconds(59));
    EXPECT_EQ(ask(), Verdict::Allowed);
    EXPECT_EQ(api_.asked().size(), 2U);
    clock_.advance(seconds(1));
    EXPECT_EQ(ask(), Verdict::Forbidden);
}

TEST_F(TokenReviewAuthorizer, RefusedIsRememberedForThirtySeconds) {
    review_ = {{"authenticated", false}};
    EXPECT_EQ(ask(), Verdict::Unauthenticated);
    EXPECT_EQ(api_.asked().size(), 1U) << "nobody is asked what a stranger may";
    clock_.advance(seconds(29));
    EXPECT_EQ(ask(), Verdict::Unauthenticated);
    EXPECT_EQ(api_.asked().size(), 1U);
    clock_.advance(seconds(1));
    ask();
    EXPECT_EQ(api_.asked().size(), 2U);
}

TEST_F(TokenReviewAuthorizer, OneTokenSaysNothingAboutAnother) {
    ask("first-token");
    access_ = {{"allowed", false}};
    EXPECT_EQ(ask("second-token"), Verdict::Forbidden);
}

TEST_F(TokenReviewAuthorizer, AServerThatDoesNotAnswerIsAnErrorAndNotRemembered) {
    api_.answer([](const http::Request&) { return ScriptedApi::refusal(503, "ServiceUnavailable"); });
    EXPECT_THROW(ask(), base::Error);
    EXPECT_THROW(ask(), base::Error);
    EXPECT_EQ(api_.asked().size(), 2U);
}

TEST_F(TokenReviewAuthorizer, ASlowServerIsNotWaitedForLong) {
    std::vector<std::chrono::milliseconds> deadlines;
    api_.answer([&](const http::Request& request) {
        deadlines.push_back(request.deadline);
        return ScriptedApi::reply(201, {{"status", deadlines.size() == 1 ? review_ : access_}});
    });
    ask();
    ASSERT_EQ(deadlines.size(), 2U);
    for (const auto& deadline : deadlines) EXPECT_LE(deadline, seconds(3));
}

TEST_F(TokenReviewAuthorizer, ANonsensicalReviewIsAnErrorWithoutTheToken) {
    review_ = {{"authenticated", true}, {"user", "token-of-prometheus"}};
    try {
        ask();
        FAIL() << "the review was nonsense";
    } catch (const base::Error& error) {
        EXPECT_EQ(std::string(error.what()).find("token-of-prometheus"), std::string::npos);
    }
}

TEST_F(TokenReviewAuthorizer, AFloodOfTokensLeavesItCorrect) {
    review_ = {{"authenticated", false}};
    for (int i = 0; i < 1100; ++i) ask("random-token-" + std::to_string(i));
    EXPECT_EQ(ask("random-token-1099"), Verdict::Unauthenticated);
    EXPECT_EQ(api_.asked().size(), 1100U);
}

}  // namespace
