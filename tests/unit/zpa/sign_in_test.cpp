#include "reconcilers/zpa/sign_in.h"

#include <gtest/gtest.h>

#include "controller/base/redaction.h"
#include "controller/http/url.h"
#include "reconcilers/zpa/endpoints.h"
#include "tests/unit/zpa/rsa.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;

class SignInTest : public ::testing::Test {
protected:
    zpa::SignIn make(const zpa::Credentials& credentials) {
        return zpa::SignIn(credentials, zpa::endpoints_of(credentials).token_url, std::make_unique<Forward>(host),
                           seconds(30), clock);
    }
    zpa::Token token_of(const std::string& body) {
        host->reply(200, body);
        return make(oneapi_credentials())({});
    }
    base::Error refusal(int status, const std::string& body, http::Headers headers = {}) {
        host->reply(status, body, std::move(headers));
        return error_of([&] { make(oneapi_credentials())({}); });
    }

    fakes::FakeClock clock;
    std::shared_ptr<fakes::FakeTransport> host = std::make_shared<fakes::FakeTransport>();
};

TEST_F(SignInTest, with_a_client_secret_is_as_zidentity_wants_it) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.client_secret = "a+b&c=d";
    host->reply(200, kToken);
    EXPECT_EQ(make(credentials)({}).text, "first-token-text");
    const auto request = host->requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/oauth2/v1/token");
    EXPECT_EQ(request.headers.at("content-type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(request.body,
              "grant_type=client_credentials&client_id=client-id&audience=https%3A%2F%2Fapi.zscaler.com"
              "&client_secret=a%2Bb%26c%3Dd");
}

TEST_F(SignInTest, with_a_private_key_sends_an_assertion_and_no_secret) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.client_secret.clear();
    credentials.private_key_pem = pkcs8(rsa_2048());
    host->reply(200, kToken);
    make(credentials)({});
    const std::string body = host->requests().at(0).body;
    EXPECT_NE(body.find("grant_type=client_credentials&client_id=client-id&audience=https%3A%2F%2Fapi.zscaler.com"
                        "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                        "&client_assertion=eyJ"),
              std::string::npos);
    EXPECT_EQ(body.find("client_secret"), std::string::npos);
}

TEST_F(SignInTest, legacy_sends_id_and_secret_alone) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.mode = zpa::AuthMode::Legacy;
    host->reply(200, R"({"token_type":"Bearer","access_token":"h.p.s-token","expires_in":"3600"})");
    const auto token = make(credentials)({});
    EXPECT_EQ(token.expires_at, clock.now() + seconds(3600));
    EXPECT_EQ(host->requests().at(0).target, "/signin");
    EXPECT_EQ(host->requests().at(0).body, "client_id=client-id&client_secret=client-secret-text");
}

TEST_F(SignInTest, the_query_of_a_token_address_is_kept) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.mode = zpa::AuthMode::Legacy;
    credentials.cloud = "DEV";
    host->reply(200, kToken);
    make(credentials)({});
    EXPECT_EQ(host->requests().at(0).target, "/authn/v1/oauth/token?grant_type=CLIENT_CREDENTIALS");
}

TEST_F(SignInTest, tokens_are_due_sixty_seconds_early_or_a_quarter_of_a_short_life) {
    const auto life = [&](const std::string& expires) {
        const auto token = token_of(R"({"access_token":"token-text","expires_in":)" + expires + "}");
        return std::pair((token.expires_at - clock.now()) / seconds(1),
                         (token.expires_at - token.refresh_at) / seconds(1));
    };
    EXPECT_EQ(life("3600"), std::pair(3600L, 60L));
    EXPECT_EQ(life("\"83999\""), std::pair(83999L, 60L));
    EXPECT_EQ(life("60"), std::pair(60L, 15L));
    EXPECT_EQ(life("null"), std::pair(300L, 60L));
    EXPECT_EQ(life("-5"), std::pair(1L, 0L));
}

TEST_F(SignInTest, refused_credentials_are_unauthorized_in_the_hosts_words) {
    for (const int status : {400, 401, 403, 404}) {
        const base::Error error =
            refusal(status, R"({"error":"invalid_client","error_description":"Client authentication failed"})");
        EXPECT_EQ(error.kind(), ErrorKind::Unauthorized);
        EXPECT_EQ(error.reason(), "SignIn");
        EXPECT_EQ(error.http_status(), status);
        EXPECT_EQ(std::string(error.what()),
                  "sign in at acme.zslogin.net: " + std::to_string(status) + ": Client authentication failed");
    }
}

TEST_F(SignInTest, trouble_of_the_world_is_not_a_refusal) {
    EXPECT_EQ(refusal(503, "").kind(), ErrorKind::Unavailable);
    EXPECT_EQ(refusal(408, "").kind(), ErrorKind::Timeout);
    EXPECT_EQ(refusal(302, "").kind(), ErrorKind::Protocol);
    const base::Error error = refusal(429, "", {{"retry-after", "7s"}});
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.retry_after(), seconds(7));
    const http::Headers dated = {{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                 {"Date", "Sun, 06 Nov 1994 08:49:32 GMT"}};
    EXPECT_EQ(refusal(429, "", dated).retry_after(), seconds(5)) << "by its own clock";
}

TEST_F(SignInTest, replies_without_a_usable_token_are_refused) {
    const std::vector<std::string> bodies = {"",
                                             "<html>",
                                             "{}",
                                             R"({"access_token":""})",
                                             R"({"access_token":"a b"})",
                                             R"({"access_token":"a\nX: y"})",
                                             R"({"access_token":"token-text","token_type":"MAC"})",
                                             R"({"access_token":")" + std::string(17'000, 'a') + R"("})"};
    for (const std::string& body : bodies) {
        EXPECT_EQ(refusal(200, body).kind(), ErrorKind::Protocol) << body.substr(0, 50);
    }
}

TEST_F(SignInTest, secrets_never_come_back_in_an_error) {
    const auto sign_in = make(oneapi_credentials());
    host->reply(400, R"({"error_description":"bad secret client-secret-text"})");
    const base::Error error = error_of([&] { sign_in({}); });
    EXPECT_EQ(std::string(error.what()).find("client-secret-text"), std::string::npos) << error.what();
}

TEST_F(SignInTest, an_id_that_is_the_secret_does_not_come_back_either) {
    zpa::Credentials swapped = oneapi_credentials();
    swapped.client_id = "client secret/text";
    swapped.client_secret = "client-id";
    const auto sign_in = make(swapped);
    host->reply(400, R"({"error_description":"client client secret/text is unknown: client%20secret%2Ftext"})");
    EXPECT_EQ(std::string(error_of([&] { sign_in({}); }).what()),
              "sign in at acme.zslogin.net: 400: client [redacted] is unknown: [redacted]");
}

TEST_F(SignInTest, secrets_are_known_to_the_redaction_while_they_are_held) {
    {
        const auto sign_in = make(oneapi_credentials());
        host->reply(200, kToken);
        const auto token = sign_in({});
        EXPECT_EQ(base::redaction().redact("client-secret-text first-token-text"), "[redacted] [redacted]");
    }
    EXPECT_EQ(base::redaction().redact("first-token-text"), "first-token-text");
}

}  // namespace
}  // namespace zpa_test
