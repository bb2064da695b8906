#include "controller/http/failure.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "controller/http/transport.h"

namespace {

using base::ErrorKind;
using http::Failure;

TEST(Failure, RefusedConnectionsWereNotSent) {
    const base::Error error = http::to_error({EHOSTUNREACH, "Failed to connect to any resolved endpoint"}, "");
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
}

TEST(Failure, ALostReplyMayHaveBeenSent) {
    for (const char* message :
         {"Failed to read HTTP status line", "Failed to write request headers", "Failed to write request body",
          "cannot rewind input stream for connection re-establishment", "Failed to read response body"}) {
        const base::Error error = http::to_error({ECONNRESET, message}, "");
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        EXPECT_EQ(error.reason(), "") << message;
    }
}

TEST(Failure, InactivityIsATimeoutWhereverItStrikes) {
    EXPECT_EQ(http::to_error({ETIMEDOUT, "Failed to read HTTP status line"}, "").kind(), ErrorKind::Timeout);
    EXPECT_EQ(http::to_error({ETIMEDOUT, "Failed to connect to any resolved endpoint"}, "").reason(),
              http::not_sent_reason);
    EXPECT_FALSE((Failure{ETIMEDOUT, "Failed to write request headers"}).is_stale_connection());
}

TEST(Failure, AConnectionThatWasNotAcceptedInTimeIsToldFromACancellation) {
    const base::Error late = http::to_error({ETIMEDOUT, "Request canceled by user."}, "");
    EXPECT_EQ(late.kind(), ErrorKind::Timeout);
    EXPECT_EQ(late.reason(), http::not_sent_reason);
    EXPECT_EQ(std::string(late.what()), "no connection in time");
    EXPECT_EQ(http::to_error({ECANCELED, "Request canceled by user."}, "").reason(), "");
}

TEST(Failure, ARefusedCertificateIsNamed) {
    const base::Error error = http::to_error({1, "Error in SSL handshake"}, "certificate has expired");
    EXPECT_NE(std::string(error.what()).find("certificate has expired"), std::string::npos);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
}

TEST(Failure, AnAnswerThatIsNotHttpIsAProtocolError) {
    EXPECT_EQ(http::to_error({0, "Invalid HTTP status line"}, "").kind(), ErrorKind::Protocol);
    EXPECT_EQ(http::to_error({0, "Invalid HTTP status line during proxy connection"}, "").kind(),
              ErrorKind::Unavailable);
}

TEST(Failure, TheProxysRefusalIsPassedOn) {
    const base::Error error = http::to_error({0, "Expected a 200 response from proxy, received: 407"}, "");
    EXPECT_NE(std::string(error.what()).find("407"), std::string::npos);
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
}

TEST(Failure, UnknownWordsAreUnavailableAndMayHaveBeenSent) {
    const base::Error error = http::to_error({5, "something new"}, "");
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), "");
}

TEST(Failure, OnlyClosedPooledConnectionsAreStale) {
    EXPECT_TRUE((Failure{0, "", true}).is_stale_connection());
    EXPECT_TRUE((Failure{EHOSTUNREACH, "Failed to write request headers"}).is_stale_connection());
    EXPECT_FALSE((Failure{EHOSTUNREACH, "Failed to connect to any resolved endpoint"}).is_stale_connection());
    EXPECT_FALSE((Failure{2, "Failed to read HTTP status line"}).is_stale_connection());
}

}  // namespace
