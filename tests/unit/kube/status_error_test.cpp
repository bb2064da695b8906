#include "controller/kube/status_error.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "controller/base/redaction.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;

base::Error refused(int code, const std::string& body, http::Headers headers = {}) {
    return status_error(http::Response{code, std::move(headers), body}, base::WallTime{});
}

struct Row {
    int code;
    const char* reason;
    ErrorKind kind;
};

class StatusKind : public testing::TestWithParam<Row> {};

TEST_P(StatusKind, ComesFromReasonAndCode) {
    const auto& row = GetParam();
    const auto error = refused(row.code, status_body(row.code, row.reason, "m"));
    EXPECT_EQ(error.kind(), row.kind) << base::to_string(error.kind());
    EXPECT_EQ(error.http_status(), row.code);
    EXPECT_EQ(error.reason(), row.reason);
}

INSTANTIATE_TEST_SUITE_P(
    Table, StatusKind,
    testing::Values(
        Row{404, "NotFound", ErrorKind::NotFound}, Row{409, "AlreadyExists", ErrorKind::AlreadyExists},
        Row{409, "Conflict", ErrorKind::Conflict}, Row{409, "", ErrorKind::Conflict},
        Row{410, "Expired", ErrorKind::Gone}, Row{410, "Gone", ErrorKind::Gone}, Row{410, "", ErrorKind::Gone},
        Row{400, "BadRequest", ErrorKind::Invalid}, Row{422, "Invalid", ErrorKind::Invalid},
        Row{405, "MethodNotAllowed", ErrorKind::Invalid}, Row{413, "", ErrorKind::Invalid},
        Row{401, "Unauthorized", ErrorKind::Unauthorized}, Row{403, "Forbidden", ErrorKind::Forbidden},
        Row{429, "TooManyRequests", ErrorKind::TooManyRequests}, Row{500, "InternalError", ErrorKind::Unavailable},
        Row{500, "ServerTimeout", ErrorKind::Unavailable}, Row{503, "ServiceUnavailable", ErrorKind::Unavailable},
        Row{504, "Timeout", ErrorKind::Timeout}, Row{502, "", ErrorKind::Unavailable}, Row{504, "", ErrorKind::Timeout},
        Row{302, "", ErrorKind::Protocol}));

TEST(StatusError, TheReasonBeatsTheCode) {
    EXPECT_EQ(refused(500, status_body(500, "AlreadyExists", "m")).kind(), ErrorKind::AlreadyExists);
}

TEST(StatusError, TheSentenceHasCodeReasonAndTheServersMessage) {
    EXPECT_STREQ(refused(409, status_body(409, "Conflict", "the object has been modified")).what(),
                 "409 Conflict: the object has been modified");
}

TEST(StatusError, ATerminatingNamespaceIsNamed) {
    const auto error =
        refused(403, status_body(403, "Forbidden", "namespace x is being terminated",
                                 R"({"causes":[{"reason":"NamespaceTerminating","field":"metadata.namespace"}]})"));
    EXPECT_EQ(error.kind(), ErrorKind::Forbidden);
    EXPECT_EQ(error.reason(), "NamespaceTerminating");
}

TEST(StatusError, MessagesAreCutRedactedAndFreeOfControlCharacters) {
    const auto holder = base::redaction().add("topsecretvalue");
    const auto text = std::string(
        refused(400, status_body(400, "BadRequest", R"(a\u001b[31m topsecretvalue )" + std::string(5000, 'x'))).what());
    EXPECT_LT(text.size(), 1100u);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("topsecretvalue"), std::string::npos);
    EXPECT_NE(text.find("[redacted]"), std::string::npos);
}

TEST(StatusError, MessagesCannotSteerATerminal) {
    EXPECT_STREQ(refused(400, status_body(400, "BadRequest", "a\u009B31m\u202Eb")).what(), "400 BadRequest: a 31m b");
}

TEST(StatusError, ABodyThatIsNoStatusIsQuotedCut) {
    const auto error = refused(404, "404 page not found\n");
    EXPECT_STREQ(error.what(), "404: 404 page not found");
    EXPECT_EQ(error.reason(), "");
    EXPECT_FALSE(is_status({404, {}, "404 page not found\n"}));
    EXPECT_FALSE(is_status({404, {}, R"({"kind":"Secret"})"}));
    EXPECT_TRUE(is_status({404, {}, status_body(404, "NotFound", "m")}));
    EXPECT_LT(std::string(refused(502, std::string(1'000'000, 'y')).what()).size(), 1100u);
}

TEST(StatusError, RetryAfterComesFromTheHeaderElseFromTheDetails) {
    const auto body = status_body(429, "TooManyRequests", "m", R"({"retryAfterSeconds":7})");
    EXPECT_EQ(refused(429, body).retry_after(), std::chrono::seconds(7));
    EXPECT_EQ(refused(429, body, {{"Retry-After", "2"}}).retry_after(), std::chrono::seconds(2));
    const http::Headers dated = {{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                 {"Date", "Sun, 06 Nov 1994 08:49:32 GMT"}};
    EXPECT_EQ(refused(429, body, dated).retry_after(), std::chrono::seconds(5)) << "a date by the server's own clock";
    EXPECT_EQ(refused(429, status_body(429, "TooManyRequests", "m")).retry_after(), std::nullopt);
    EXPECT_EQ(refused(429, status_body(429, "", "m", R"({"retryAfterSeconds":99999999})")).retry_after(),
              std::chrono::hours(1));
}

TEST(StatusError, AnErrorEventsStatusHasItsOwnCode) {
    const auto error =
        status_error(nlohmann::json::parse(status_body(410, "Expired", "too old resource version: 1 (9)")));
    EXPECT_EQ(error.kind(), ErrorKind::Gone);
    EXPECT_EQ(error.http_status(), 410);
    EXPECT_EQ(status_error(nlohmann::json::parse(R"({"kind":"Status"})")).kind(), ErrorKind::Unavailable);
}

TEST(StatusError, UidMismatchIsKnownByItsCause) {
    const auto mismatch =
        status_body(422, "Invalid", "m", R"({"causes":[{"reason":"FieldValueInvalid","field":"metadata.uid"}]})");
    const auto other =
        status_body(422, "Invalid", "m", R"({"causes":[{"reason":"FieldValueInvalid","field":"spec.x"}]})");
    EXPECT_TRUE(is_uid_mismatch({422, {}, mismatch}));
    EXPECT_FALSE(is_uid_mismatch({422, {}, other}));
    EXPECT_FALSE(is_uid_mismatch({409, {}, mismatch}));
    EXPECT_FALSE(is_uid_mismatch({422, {}, "gibberish"}));
}

TEST(StatusError, AFailedTestIsKnownByTheLackOfCauses) {
    EXPECT_TRUE(is_failed_test({422, {}, status_body(422, "Invalid", "the server rejected our request")}));
    EXPECT_FALSE(is_failed_test({422, {}, status_body(422, "Invalid", "m", R"({"causes":[{"field":"spec.x"}]})")}));
    EXPECT_FALSE(is_failed_test({422, {}, "gibberish"}));
    EXPECT_FALSE(is_failed_test({400, {}, status_body(400, "BadRequest", "m")}));
}

}  // namespace
}  // namespace kube::test
