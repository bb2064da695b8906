#include "reconcilers/zpa/error_body.h"

#include <gtest/gtest.h>

#include "controller/base/redaction.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using zpa::BodyShape;

http::Response reply(int status, std::string body, http::Headers headers = {}) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

base::Error as_error(const http::Response& response) {
    fakes::FakeClock clock;
    return zpa::to_error(response, zpa::read_error_body(response), clock.wall());
}

TEST(ErrorBody, tells_zpa_from_the_gateway_and_from_strangers) {
    EXPECT_EQ(zpa::read_error_body(reply(400, kZpaRefusal)).shape, BodyShape::Zpa);
    EXPECT_EQ(zpa::read_error_body(reply(400, kZpaRefusal)).id, "invalid.resource.argument");
    EXPECT_EQ(zpa::read_error_body(reply(401, kGateway401)).shape, BodyShape::Gateway);
    for (const char* body : {"", "<html>nginx</html>", "[]", "{}", R"({"id":7,"reason":"x"})", R"({"id":"a"})",
                             R"({"id":"has space","reason":"x"})", R"({"code":"LIMIT_EXCEEDED","message":"m"})"}) {
        EXPECT_EQ(zpa::read_error_body(reply(400, body)).shape, BodyShape::Other) << body;
    }
    EXPECT_EQ(zpa::read_error_body(reply(403, kGateway401)).shape, BodyShape::Other);
}

struct Verdict {
    int status;
    const char* body;
    bool definite;
    friend std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
        return out << verdict.status << "_" << name_of(verdict.body);
    }
};
class DefiniteRefusal : public ::testing::TestWithParam<Verdict> {};
TEST_P(DefiniteRefusal, is_what_proves_that_nothing_was_done) {
    const auto response = reply(GetParam().status, GetParam().body);
    EXPECT_EQ(zpa::is_definite_refusal(response.status, zpa::read_error_body(response)), GetParam().definite);
}
INSTANTIATE_TEST_SUITE_P(
    Replies, DefiniteRefusal,
    ::testing::Values(Verdict{400, kZpaRefusal, true}, Verdict{400, kNotFound, true}, Verdict{401, kZpaRefusal, true},
                      Verdict{401, kGateway401, true}, Verdict{403, kZpaRefusal, true}, Verdict{409, kZpaRefusal, true},
                      Verdict{429, kZpaRefusal, true}, Verdict{429, "", true}, Verdict{429, "<html>", true},
                      Verdict{400, "<html>", false}, Verdict{400, R"({"code":"A","message":"m"})", false},
                      Verdict{401, "", false}, Verdict{403, kGateway401, false}, Verdict{404, "No handler", false},
                      Verdict{408, kZpaRefusal, false}, Verdict{408, "", false}, Verdict{500, kZpaRefusal, false},
                      Verdict{502, "<html>", false}, Verdict{503, kZpaRefusal, false}, Verdict{504, "", false},
                      Verdict{302, kZpaRefusal, false}, Verdict{202, "", false}));

struct Mapped {
    int status;
    const char* body;
    ErrorKind kind;
    friend std::ostream& operator<<(std::ostream& out, const Mapped& mapped) {
        return out << mapped.status << "_" << name_of(mapped.body);
    }
};
class ErrorKinds : public ::testing::TestWithParam<Mapped> {};
TEST_P(ErrorKinds, follow_status_and_id) {
    const base::Error error = as_error(reply(GetParam().status, GetParam().body));
    EXPECT_EQ(error.kind(), GetParam().kind);
    EXPECT_EQ(error.http_status(), GetParam().status);
}
INSTANTIATE_TEST_SUITE_P(
    Replies, ErrorKinds,
    ::testing::Values(Mapped{400, kZpaRefusal, ErrorKind::Invalid}, Mapped{400, kNotFound, ErrorKind::NotFound},
                      Mapped{404, kNotFound, ErrorKind::NotFound}, Mapped{404, "No handler found", ErrorKind::Protocol},
                      Mapped{404, "", ErrorKind::Protocol}, Mapped{400, "<html>", ErrorKind::Protocol},
                      Mapped{401, kGateway401, ErrorKind::Unauthorized},
                      Mapped{401, R"({"id":"access.denied","reason":"Access denied"})", ErrorKind::Unauthorized},
                      Mapped{401, kNotLicensed, ErrorKind::Forbidden}, Mapped{403, "", ErrorKind::Forbidden},
                      Mapped{400, R"({"id":"api.concurrent.access.error","reason":"x"})", ErrorKind::Conflict},
                      Mapped{409, R"({"id":"api.concurrent.access.error","reason":"x"})", ErrorKind::Conflict},
                      Mapped{400, R"({"id":"db.simultaneous.request","reason":"x"})", ErrorKind::Conflict},
                      Mapped{400, R"({"id":"resource.already.exist","reason":"x"})", ErrorKind::AlreadyExists},
                      Mapped{408, "", ErrorKind::Timeout}, Mapped{429, "", ErrorKind::TooManyRequests},
                      Mapped{500, "", ErrorKind::Unavailable}, Mapped{502, "<html>", ErrorKind::Unavailable},
                      Mapped{503, kZpaRefusal, ErrorKind::Unavailable}, Mapped{302, "", ErrorKind::Protocol}));

TEST(ErrorText, says_zpas_own_words_and_keeps_its_id_as_reason) {
    const base::Error error = as_error(reply(400, kZpaRefusal));
    EXPECT_EQ(std::string(error.what()), "400 invalid.resource.argument: One or more input fields");
    EXPECT_EQ(error.reason(), "invalid.resource.argument");
}

TEST(ErrorText, never_quotes_a_body_that_is_not_zpas) {
    const base::Error error = as_error(reply(502, "<html>canary</html>", {{"Content-Type", "text/html"}}));
    EXPECT_EQ(std::string(error.what()), "502 with a body that is not ZPA's (text/html, 19 bytes)");
}

TEST(ErrorText, an_id_that_is_a_secret_is_not_said) {
    const auto held = base::redaction().add("known-secret-text");
    const base::Error error = as_error(reply(400, R"({"id":"known-secret-text","reason":"x"})"));
    EXPECT_EQ(std::string(error.what()), "400 [redacted]: x");
}

TEST(ErrorText, retry_after_with_an_s_is_understood) {
    EXPECT_EQ(as_error(reply(429, "", {{"retry-after", "4s"}})).retry_after(), std::chrono::seconds(4));
    EXPECT_EQ(as_error(reply(503, "", {{"Retry-After", "13"}})).retry_after(), std::chrono::seconds(13));
    const http::Headers dated = {{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                 {"Date", "Sun, 06 Nov 1994 08:49:32 GMT"}};
    EXPECT_EQ(as_error(reply(429, "", dated)).retry_after(), std::chrono::seconds(5)) << "by ZPA's own clock";
    EXPECT_EQ(as_error(reply(503, "")).retry_after(), std::nullopt);
}

TEST(CleanText, has_no_secrets_no_long_words_and_no_control_characters) {
    const auto held = base::redaction().add("known-secret-text");
    EXPECT_EQ(zpa::clean_text("a known-secret-text b"), "a [redacted] b");
    EXPECT_EQ(zpa::clean_text("value 3|api.private.zscaler.com|" + std::string(384, 'Q') + " refused"),
              "value [long word] refused");
    EXPECT_EQ(zpa::clean_text(std::string(64, 'x')), "[long word]");
    EXPECT_EQ(zpa::clean_text(std::string(63, 'x')), std::string(63, 'x'));
    EXPECT_EQ(zpa::clean_text("a\nb\x1b[31m\tc\x7f"), "a b [31m c ");
    EXPECT_EQ(zpa::clean_text("a\u009B31mb\u202Ec\u2028d é"), "a 31mb c d é");
    EXPECT_EQ(zpa::clean_text("a\x9B\xFF"), "a\uFFFD\uFFFD");
}

TEST(CleanText, is_cut_at_512_bytes_and_not_inside_a_character) {
    std::string text;
    while (text.size() < 2000) text += "é ";
    const std::string cut = zpa::clean_text(text);
    EXPECT_LE(cut.size(), 512U);
    EXPECT_GT(cut.size(), 500U);
    EXPECT_TRUE(cut.ends_with("..."));
    EXPECT_NE(static_cast<unsigned char>(cut[cut.size() - 4]), 0xC3);
}

}  // namespace
}  // namespace zpa_test
