// What a POST can come to: a key, a refusal that proves that nothing was made, or nobody knows.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reconcilers/zpa/client.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;

class CreateKey : public ClientTest {
protected:
    zpa::CreateOutcome create() {
        const zpa::KeyDraft draft{"edge-a.x1", 5, "101", "7003", true, {}, ""};
        return client().create_key(kConnector, "", draft, write(), stop);
    }
    base::Error unknown() {
        const auto outcome = create();
        if (const auto* result = std::get_if<zpa::Unknown>(&outcome)) return result->error;
        ADD_FAILURE() << "the outcome is not Unknown";
        return base::Error(ErrorKind::Config, "none");
    }
    base::Error refused() {
        const auto outcome = create();
        if (const auto* result = std::get_if<zpa::Refused>(&outcome)) return result->error;
        ADD_FAILURE() << "the outcome is not Refused";
        return base::Error(ErrorKind::Config, "none");
    }
};

TEST_F(CreateKey, gives_the_key_with_its_value) {
    for (const int status : {200, 201}) {
        api->reply(status, key_json("58001", "edge-a.x1"));
        const auto outcome = create();
        ASSERT_TRUE(std::holds_alternative<zpa::KeyDetail>(outcome));
        EXPECT_EQ(std::get<zpa::KeyDetail>(outcome).key.id, "58001");
        EXPECT_EQ(std::get<zpa::KeyDetail>(outcome).value.size(), 26U + 80U);
    }
    const auto request = api->requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_TRUE(request.target.ends_with("/associationType/CONNECTOR_GRP/provisioningKey"));
    EXPECT_EQ(nlohmann::json::parse(request.body)["exportable"], true);
    EXPECT_EQ(fence.checks, 2);
}

TEST_F(CreateKey, is_not_sent_where_another_call_was_answered_with_429_since_its_turn_came) {
    auto permit = write();
    budget->close(zpa::CallClass::Write, seconds(4));
    const zpa::KeyDraft draft{"edge-a.x1", 5, "101", "7003", true, {}, ""};
    const auto outcome = client().create_key(kConnector, "", draft, std::move(permit), stop);
    ASSERT_TRUE(std::holds_alternative<zpa::Refused>(outcome)) << "nothing was made for certain";
    EXPECT_EQ(std::get<zpa::Refused>(outcome).error.retry_after(), seconds(4));
    EXPECT_TRUE(api->requests().empty());
}

struct Reply {
    int status;
    const char* body;
    friend std::ostream& operator<<(std::ostream& out, const Reply& reply) {
        return out << reply.status << "_" << name_of(reply.body);
    }
};

class RefusedReply : public CreateKey, public ::testing::WithParamInterface<Reply> {};
TEST_P(RefusedReply, proves_that_nothing_was_made) {
    api->reply(GetParam().status, GetParam().body);
    EXPECT_EQ(refused().http_status(), GetParam().status);
    EXPECT_EQ(api->requests().size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(Replies, RefusedReply,
                         ::testing::Values(Reply{400, kZpaRefusal}, Reply{400, kNotFound}, Reply{403, kZpaRefusal},
                                           Reply{404, kNotFound}, Reply{409, kZpaRefusal}, Reply{429, kZpaRefusal},
                                           Reply{429, "<html>"}, Reply{401, kNotLicensed}));

class UnknownReply : public CreateKey, public ::testing::WithParamInterface<Reply> {};
TEST_P(UnknownReply, proves_nothing_and_is_not_sent_again) {
    api->reply(GetParam().status, GetParam().body);
    unknown();
    EXPECT_EQ(api->requests().size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(
    Replies, UnknownReply,
    ::testing::Values(Reply{408, ""}, Reply{408, kZpaRefusal}, Reply{500, ""}, Reply{500, kZpaRefusal},
                      Reply{502, "<html>Bad Gateway</html>"}, Reply{503, kZpaRefusal}, Reply{504, ""},
                      Reply{400, "<html>Bad Request</html>"}, Reply{400, R"({"error":"blocked by proxy"})"},
                      Reply{401, "<html>proxy sign-in</html>"}, Reply{403, "<html>"}, Reply{404, "No handler found"},
                      Reply{407, ""}, Reply{302, ""}, Reply{200, ""}, Reply{200, "<html>"}, Reply{200, "{}"},
                      Reply{200, R"({"id":1.5})"}, Reply{201, "[]"}));

// A Ready object with an empty Secret would come of it, or one that no longer knows its own key.
TEST_F(CreateKey, a_success_that_lacks_what_is_needed_is_unknown) {
    const auto whole = nlohmann::json::parse(key_json("58001", "edge-a.x1"));
    for (const auto* field : {"provisioningKey", "creationTime", "name"}) {
        for (const nlohmann::json& instead : {nlohmann::json(), nlohmann::json("")}) {
            auto half = whole;
            half[field] = instead;
            api->reply(200, half.dump());
            EXPECT_EQ(unknown().kind(), ErrorKind::Protocol) << field;
        }
    }
    api->reply(200, key_json("58001", "edge-b.x2"));
    EXPECT_EQ(unknown().kind(), ErrorKind::Protocol) << "somebody else's reply";
}

TEST_F(CreateKey, a_lost_reply_is_unknown) {
    using enum base::ErrorKind;
    for (const ErrorKind kind : {Unavailable, Timeout, Cancelled, Protocol}) {
        api->fail(base::Error(kind, "the connection was lost"));
        EXPECT_EQ(unknown().kind(), kind);
    }
    EXPECT_EQ(api->requests().size(), 4U);
}

TEST_F(CreateKey, a_401_of_gateway_or_zpa_is_repeated_once_with_a_new_token) {
    api->reply(401, kGateway401).reply(200, key_json("58001", "edge-a.x1"));
    EXPECT_TRUE(std::holds_alternative<zpa::KeyDetail>(create()));
    api->reply(401, R"({"id":"access.denied","reason":"Access denied"})").reply(401, kGateway401);
    EXPECT_EQ(refused().kind(), ErrorKind::Unauthorized);
    EXPECT_EQ(api->requests().size(), 4U);
}

TEST_F(CreateKey, a_401_whose_repeat_is_lost_is_unknown) {
    api->reply(401, kGateway401).fail(base::Error(ErrorKind::Timeout, "no answer"));
    EXPECT_EQ(unknown().kind(), ErrorKind::Timeout);
}

TEST_F(CreateKey, a_401_whose_new_sign_in_is_refused_is_a_refusal) {
    auth->reply(200, kToken).reply(400, R"({"error":"invalid_client"})");
    api->reply(401, kGateway401);
    EXPECT_EQ(refused().reason(), "SignIn");
}

TEST_F(CreateKey, a_401_with_no_slot_left_for_the_repeat_is_a_refusal) {
    budget->set_limits(20, 1);
    api->reply(401, kGateway401);
    EXPECT_EQ(refused().kind(), ErrorKind::TooManyRequests);
}

TEST_F(CreateKey, what_was_never_sent_is_a_refusal) {
    fence.shut = true;
    EXPECT_EQ(refused().kind(), ErrorKind::Fenced);
    fence.shut = false;
    clock.advance(seconds(3600));
    auth->reply(400, R"({"error":"invalid_client"})");
    EXPECT_EQ(refused().reason(), "SignIn");
    EXPECT_TRUE(api->requests().empty());
}

TEST_F(CreateKey, a_connection_that_was_refused_made_nothing) {
    api->fail(
        base::Error(ErrorKind::Unavailable, "connection refused").with_reason(std::string(http::not_sent_reason)));
    EXPECT_EQ(refused().kind(), ErrorKind::Unavailable);
}

TEST_F(CreateKey, errors_never_hold_the_value) {
    const std::string value = "3|api.private.zscaler.com|" + std::string(384, 'Q');
    api->reply(200, R"({"provisioningKey":")" + value + R"("})")
        .reply(400, R"({"id":"bad.request","reason":"cannot parse )" + value + R"("})");
    EXPECT_EQ(std::string(unknown().what()), "create key edge-a.x1: an object without an id");
    EXPECT_EQ(std::string(refused().what()), "create key edge-a.x1: 400 bad.request: cannot parse [long word]");
}

}  // namespace
}  // namespace zpa_test
