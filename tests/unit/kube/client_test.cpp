#include "controller/kube/client.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "controller/kube/connection.h"
#include "tests/fakes/kinds.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using nlohmann::json;

class ClosedFence final : public base::WriteFence {
public:
    void check() const override {
        ++asked;
        if (asked > allowed) throw base::Error(ErrorKind::Fenced, "no longer the leader");
    }
    mutable int asked = 0;
    int allowed = 0;
};

class ClientTest : public testing::Test {
protected:
    Client client(const base::WriteFence& fence = base::open_fence()) {
        return Client(script.connect(clock), fence, 3, [this](std::stop_token, base::Duration delay) {
            waits.push_back(delay);
            clock.advance(delay);
            return stop_while_waiting;
        });
    }
    void answer(int status, const std::string& body, http::Headers headers = {}) {
        Answer one;
        one.status = status;
        one.body = body;
        one.headers = std::move(headers);
        script.answers.push_back(std::move(one));
    }
    const http::Request& sent(std::size_t index = 0) const { return script.requests.at(index); }

    fakes::FakeClock clock;
    Script script;
    std::vector<base::Duration> waits;
    bool stop_while_waiting = false;
    const ObjectKey key{"ns", "name"};
    const std::string object = R"({"kind":"Secret","metadata":{"name":"name"}})";
};

TEST_F(ClientTest, GetReturnsTheObject) {
    answer(200, object);
    EXPECT_EQ(client().get(secrets(), key, {}), json::parse(object));
    EXPECT_EQ(sent().method, "GET");
    EXPECT_EQ(sent().target, "/api/v1/namespaces/ns/secrets/name");
    EXPECT_TRUE(sent().body.empty());
}

TEST_F(ClientTest, GetOfAMissingObjectIsEmptyButAMissingKindIsAnError) {
    answer(404, status_body(404, "NotFound", "m"));
    EXPECT_EQ(client().get(secrets(), key, {}), std::nullopt);
    answer(404, "404 page not found");
    const auto error = error_of([&] { client().get(secrets(), key, {}); });
    EXPECT_EQ(error.kind(), ErrorKind::NotFound);
    EXPECT_STREQ(error.what(), "get Secret ns/name: 404: 404 page not found");
}

TEST_F(ClientTest, AnEmptyNameOrNamespaceIsNeverSent) {
    EXPECT_EQ(error_of([&] { client().get(secrets(), {"ns", ""}, {}); }).kind(), ErrorKind::Invalid);
    EXPECT_EQ(error_of([&] { client().remove(secrets(), {"", "n"}, {}, {}); }).kind(), ErrorKind::Invalid);
    EXPECT_EQ(error_of([&] { client().remove(nodes(), {"", ""}, {}, {}); }).kind(), ErrorKind::Invalid);
    EXPECT_TRUE(script.requests.empty());
}

TEST_F(ClientTest, ANameCannotLeaveItsPath) {
    answer(200, object);
    client().get(secrets(), {"ns", "../../x?y"}, {});
    EXPECT_EQ(sent().target, "/api/v1/namespaces/ns/secrets/..%2F..%2Fx%3Fy");
}

TEST_F(ClientTest, CreatePostsToTheCollection) {
    answer(201, object);
    client().create(secrets(), "ns", json::parse(object), {});
    EXPECT_EQ(sent().method, "POST");
    EXPECT_EQ(sent().target, "/api/v1/namespaces/ns/secrets");
    EXPECT_EQ(sent().headers.at("Content-Type"), "application/json");
    answer(409, status_body(409, "AlreadyExists", "it is there"));
    const auto error = error_of([&] { client().create(secrets(), "ns", json::parse(object), {}); });
    EXPECT_EQ(error.kind(), ErrorKind::AlreadyExists);
    EXPECT_STREQ(error.what(), "create Secret ns/name: 409 AlreadyExists: it is there");
}

TEST_F(ClientTest, UpdateAndStatusArePuts) {
    answer(200, object);
    answer(200, object);
    client().update(secrets(), key, json::parse(object), {});
    client().update_status(pods(), key, json::parse(object), {});
    EXPECT_EQ(sent(0).method + sent(0).target, "PUT/api/v1/namespaces/ns/secrets/name");
    EXPECT_EQ(sent(1).method + sent(1).target, "PUT/api/v1/namespaces/ns/pods/name/status");
}

TEST_F(ClientTest, ApplySaysWhoManagesAndWhetherItForces) {
    answer(200, object);
    answer(200, object);
    client().apply(secrets(), key, json::parse(object), {}, {});
    client().apply(secrets(), key, json::parse(object), {"other", false, true}, {});
    EXPECT_EQ(sent(0).method, "PATCH");
    EXPECT_EQ(sent(0).target, "/api/v1/namespaces/ns/secrets/name?fieldManager=zpa-operator&force=true");
    EXPECT_EQ(sent(0).headers.at("Content-Type"), "application/apply-patch+yaml");
    EXPECT_EQ(sent(1).target, "/api/v1/namespaces/ns/secrets/name?fieldManager=other&force=false&dryRun=All");
}

TEST_F(ClientTest, ApplyToAnotherUidOrVersionIsAConflictAndABadObjectIsInvalid) {
    const auto apply = [&] { client().apply(secrets(), key, json::parse(object), {}, {}); };
    answer(422, status_body(422, "Invalid", "immutable", R"({"causes":[{"field":"metadata.uid"}]})"));
    const auto uid = error_of(apply);
    EXPECT_EQ(uid.kind(), ErrorKind::Conflict);
    EXPECT_EQ(uid.http_status(), 422);
    answer(409, status_body(409, "Conflict", "modified"));
    EXPECT_EQ(error_of(apply).kind(), ErrorKind::Conflict);
    answer(422, status_body(422, "Invalid", "bad", R"({"causes":[{"field":"data"}]})"));
    EXPECT_EQ(error_of(apply).kind(), ErrorKind::Invalid);
}

TEST_F(ClientTest, ApplyOfAWrongTypeIsInvalidThoughTheServerSays500AndItsValueIsNotShown) {
    answer(500, status_body(500, "",
                            "failed to create typed patch object (ns/name; /v1, Kind=Secret): .data.k: expected "
                            "string, got &value.valueUnstructured{Value:5551234}"));
    const auto error = error_of([&] { client().apply(secrets(), key, json::parse(object), {}, {}); });
    EXPECT_EQ(error.kind(), ErrorKind::Invalid);
    EXPECT_EQ(error.http_status(), 500);
    EXPECT_TRUE(std::string(error.what()).ends_with(".data.k: expected string")) << error.what();
    answer(500, status_body(500, "InternalError", "etcd is away"));
    EXPECT_EQ(error_of([&] { client().apply(secrets(), key, json::parse(object), {}, {}); }).kind(),
              ErrorKind::Unavailable);
}

TEST_F(ClientTest, AJsonPatchWhoseTestFailsIsAConflict) {
    const auto patch = [&] { client().json_patch(secrets(), key, json::array(), {}); };
    answer(422, status_body(422, "Invalid", "the server rejected our request due to an error in our request"));
    EXPECT_EQ(error_of(patch).kind(), ErrorKind::Conflict);
    answer(422, status_body(422, "Invalid", "bad", R"({"causes":[{"field":"spec"}]})"));
    EXPECT_EQ(error_of(patch).kind(), ErrorKind::Invalid);
    EXPECT_EQ(sent().headers.at("Content-Type"), "application/json-patch+json");
}

TEST_F(ClientTest, MergePatchHasItsMediaType) {
    answer(200, object);
    client().merge_patch(secrets(), key, {{"data", nullptr}}, {});
    EXPECT_EQ(sent().headers.at("Content-Type"), "application/merge-patch+json");
    EXPECT_EQ(sent().body, R"({"data":null})");
}

TEST_F(ClientTest, RemoveCarriesItsPreconditions) {
    answer(200, status_body(200, "", "ok"));
    EXPECT_TRUE(client().remove(secrets(), key, {.uid = "u1", .resource_version = "77"}, {}));
    EXPECT_EQ(sent().method, "DELETE");
    EXPECT_EQ(json::parse(sent().body)["preconditions"], json::parse(R"({"uid":"u1","resourceVersion":"77"})"));
    answer(200, object);
    EXPECT_TRUE(client().remove(secrets(), key, {.grace_period_seconds = 0, .propagation_policy = "Background"}, {}));
    const auto body = json::parse(sent(1).body);
    EXPECT_FALSE(body.contains("preconditions"));
    EXPECT_EQ(body["gracePeriodSeconds"], 0);
    EXPECT_EQ(body["propagationPolicy"], "Background");
}

TEST_F(ClientTest, RemovingWhatIsGoneIsFalseAndAPreconditionThatFailsIsAConflict) {
    answer(404, status_body(404, "NotFound", "m"));
    EXPECT_FALSE(client().remove(secrets(), key, {}, {}));
    answer(409, status_body(409, "Conflict", "uid"));
    EXPECT_EQ(error_of([&] { client().remove(secrets(), key, {.uid = "u"}, {}); }).kind(), ErrorKind::Conflict);
    answer(404, "no such path");
    EXPECT_EQ(error_of([&] { client().remove(secrets(), key, {}, {}); }).kind(), ErrorKind::NotFound);
}

TEST_F(ClientTest, ErrorsNeverQuoteWhatWasSent) {
    answer(422, status_body(422, "Invalid", "no"));
    const auto error = error_of([&] { client().create(secrets(), "ns", {{"data", {{"k", "czNjcjN0"}}}}, {}); });
    EXPECT_EQ(std::string(error.what()).find("czNjcjN0"), std::string::npos);
}

TEST_F(ClientTest, AReplyThatAsksToComeBackIsTriedAgain) {
    answer(429, status_body(429, "TooManyRequests", "m"), {{"Retry-After", "2"}});
    answer(503, "busy", {{"Retry-After", "1"}});
    answer(201, object);
    client().create(secrets(), "ns", json::parse(object), {});
    EXPECT_EQ(waits, (std::vector<base::Duration>{std::chrono::seconds(2), std::chrono::seconds(1)}));
    EXPECT_EQ(script.requests.size(), 3u);
    EXPECT_EQ(sent(2).deadline, std::chrono::seconds(32)) << "the deadline is for all tries together";
}

TEST_F(ClientTest, WithoutRetryAfterOrOnOtherRefusalsNothingIsTriedAgain) {
    answer(503, "busy");
    EXPECT_EQ(error_of([&] { client().get(secrets(), key, {}); }).kind(), ErrorKind::Unavailable);
    answer(409, status_body(409, "Conflict", "m"), {{"Retry-After", "1"}});
    EXPECT_EQ(error_of([&] { client().update(secrets(), key, {}, {}); }).kind(), ErrorKind::Conflict);
    EXPECT_TRUE(waits.empty());
}

TEST_F(ClientTest, RetriesEndAfterTheirNumberAndWithTheDeadline) {
    for (int i = 0; i < 4; ++i) answer(429, "", {{"Retry-After", "1"}});
    const auto error = error_of([&] { client().get(secrets(), key, {}); });
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.retry_after(), std::chrono::seconds(1));
    EXPECT_EQ(script.requests.size(), 4u);
    answer(429, "", {{"Retry-After", "60"}});
    EXPECT_EQ(error_of([&] { client().get(secrets(), key, {}); }).retry_after(), std::chrono::seconds(60));
    EXPECT_EQ(script.requests.size(), 5u) << "a minute is beyond the call's deadline";
}

TEST_F(ClientTest, ACallIsOverWithinTheTimeThatTheClientWasGiven) {
    answer(200, object);
    const auto hasty = client().within(std::chrono::seconds(5));
    hasty.get(secrets(), key, {});
    EXPECT_EQ(sent(0).deadline, std::chrono::seconds(5));
    answer(503, "", {{"Retry-After", "5"}});
    EXPECT_EQ(error_of([&] { hasty.get(secrets(), key, {}); }).kind(), ErrorKind::Unavailable);
    EXPECT_EQ(script.requests.size(), 2u) << "there is no time for another try";
}

TEST_F(ClientTest, StopEndsTheWaitForARetry) {
    stop_while_waiting = true;
    answer(429, "", {{"Retry-After", "1"}});
    EXPECT_EQ(error_of([&] { client().get(secrets(), key, {}); }).kind(), ErrorKind::Cancelled);
}

TEST_F(ClientTest, ALostReplyIsUnavailableAndNotSentAgain) {
    Answer lost;
    lost.error = base::Error(ErrorKind::Unavailable, "connection reset");
    script.answers.push_back(lost);
    const auto error = error_of([&] { client().create(secrets(), "ns", json::parse(object), {}); });
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_STREQ(error.what(), "create Secret ns/name: connection reset");
    EXPECT_EQ(script.requests.size(), 1u);
}

TEST_F(ClientTest, EveryWriteAsksTheFenceAndReadsDoNot) {
    ClosedFence fence;
    const auto fenced = client(fence);
    const json body = json::parse(object);
    const std::vector<std::function<void()>> writes = {[&] { fenced.create(secrets(), "ns", body, {}); },
                                                       [&] { fenced.update(secrets(), key, body, {}); },
                                                       [&] { fenced.apply(secrets(), key, body, {}, {}); },
                                                       [&] { fenced.json_patch(secrets(), key, json::array(), {}); },
                                                       [&] { fenced.merge_patch(secrets(), key, body, {}); },
                                                       [&] { fenced.update_status(secrets(), key, body, {}); },
                                                       [&] { fenced.remove(secrets(), key, {}, {}); }};
    for (const auto& write : writes) EXPECT_EQ(error_of(write).kind(), ErrorKind::Fenced);
    EXPECT_EQ(fence.asked, 7);
    EXPECT_TRUE(script.requests.empty());
    answer(200, object);
    answer(201, R"({"status":{"authenticated":true}})");
    fenced.get(secrets(), key, {});
    fenced.post("/apis/authentication.k8s.io/v1/tokenreviews", body, {});
    EXPECT_EQ(fence.asked, 7);
}

TEST_F(ClientTest, AWriteThatWas401AsksTheFenceAgain) {
    TempFolder folder;
    Config config;
    config.token_file = folder.write("token", "one");
    Answer refusal;
    refusal.status = 401;
    refusal.before = [&] { folder.write("token", "two"); };
    script.answers.push_back(refusal);
    answer(201, object);
    ClosedFence fence;
    fence.allowed = 1;
    const Client fenced(script.connect(clock, config), fence);
    EXPECT_EQ(error_of([&] { fenced.create(secrets(), "ns", json::parse(object), {}); }).kind(), ErrorKind::Fenced);
    EXPECT_EQ(script.requests.size(), 1u);
}

TEST_F(ClientTest, ARetriedWriteAsksTheFenceAgain) {
    ClosedFence fence;
    fence.allowed = 1;
    answer(429, "", {{"Retry-After", "1"}});
    answer(201, object);
    EXPECT_EQ(error_of([&] { client(fence).create(secrets(), "ns", json::parse(object), {}); }).kind(),
              ErrorKind::Fenced);
    EXPECT_EQ(script.requests.size(), 1u);
}

TEST_F(ClientTest, ListFollowsItsPages) {
    answer(200, R"({"metadata":{"resourceVersion":"5","continue":"t o"},"items":[{"a":1},{"a":2}]})");
    answer(200, R"({"metadata":{"resourceVersion":"5"},"items":[{"a":3}]})");
    const auto list = client().list(secrets(), "ns", "app=x", {});
    EXPECT_EQ(list["items"], json::parse(R"([{"a":1},{"a":2},{"a":3}])"));
    EXPECT_EQ(list["metadata"]["resourceVersion"], "5");
    EXPECT_EQ(sent(0).target, "/api/v1/namespaces/ns/secrets?labelSelector=app%3Dx&limit=500");
    EXPECT_EQ(sent(1).target, "/api/v1/namespaces/ns/secrets?labelSelector=app%3Dx&limit=500&continue=t%20o");
}

TEST_F(ClientTest, AnExpiredPageTokenBeginsOneWholeList) {
    answer(200, R"({"metadata":{"resourceVersion":"5","continue":"t"},"items":[{"a":1}]})");
    answer(410, status_body(410, "Expired", "m"));
    answer(200, R"({"metadata":{"resourceVersion":"9"},"items":[{"a":7}]})");
    const auto list = client().list(nodes(), "", "", {});
    EXPECT_EQ(list["items"], json::parse(R"([{"a":7}])"));
    EXPECT_EQ(sent(2).target, "/api/v1/nodes");
}

TEST_F(ClientTest, ListsThatAreNoneAreRefused) {
    for (const auto* body :
         {"{}", R"({"metadata":{},"items":[]})", R"({"metadata":{"resourceVersion":"1"},"items":{}})", "x"}) {
        answer(200, body);
        EXPECT_EQ(error_of([&] { client().list(nodes(), "", "", {}); }).kind(), ErrorKind::Protocol) << body;
    }
    answer(200, R"({"metadata":{"resourceVersion":"1"},"items":null})");
    EXPECT_TRUE(client().list(nodes(), "", "", {})["items"].empty());
    answer(403, status_body(403, "Forbidden", "m"));
    EXPECT_STREQ(error_of([&] { client().list(nodes(), "", "", {}); }).what(), "list nodes: 403 Forbidden: m");
}

}  // namespace
}  // namespace kube::test
