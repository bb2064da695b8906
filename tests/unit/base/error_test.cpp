#include "controller/base/error.h"

#include <gtest/gtest.h>

#include "controller/base/write_fence.h"

namespace {

using base::Error;
using base::ErrorKind;
using namespace std::chrono_literals;

TEST(Error, ContextGrowsOutwards) {
    const Error error = Error(ErrorKind::Conflict, "409 Conflict").with_context("update a/b").with_context("reconcile");
    EXPECT_STREQ(error.what(), "reconcile: update a/b: 409 Conflict");
}

TEST(Error, ContextKeepsEveryFact) {
    const Error error = Error(ErrorKind::TooManyRequests, "slow down")
                            .with_http_status(429)
                            .with_reason("Throttled")
                            .with_retry_after(4s)
                            .with_context("list keys");
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.http_status(), 429);
    EXPECT_EQ(error.reason(), "Throttled");
    EXPECT_EQ(error.retry_after(), 4s);
}

TEST(Error, AnotherKindKeepsTheFacts) {
    const Error error = Error(ErrorKind::Invalid, "no")
                            .with_http_status(422)
                            .with_reason("Invalid")
                            .with_retry_after(4s)
                            .with_kind(ErrorKind::Conflict);
    EXPECT_EQ(error.kind(), ErrorKind::Conflict);
    EXPECT_STREQ(error.what(), "no");
    EXPECT_EQ(error.http_status(), 422);
    EXPECT_EQ(error.reason(), "Invalid");
    EXPECT_EQ(error.retry_after(), 4s);
}

TEST(Error, KnowsNothingItWasNotTold) {
    const Error error(ErrorKind::Unavailable, "gone");
    EXPECT_EQ(error.http_status(), 0);
    EXPECT_EQ(error.reason(), "");
    EXPECT_EQ(error.retry_after(), std::nullopt);
}

TEST(Error, EveryKindHasItsOwnName) {
    std::string seen;
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::Config); ++kind) {
        const std::string name = "," + std::string(to_string(static_cast<ErrorKind>(kind))) + ",";
        EXPECT_EQ(seen.find(name), std::string::npos) << name;
        EXPECT_NE(name, ",Unknown,");
        seen += name;
    }
    EXPECT_NE(seen.find(",TooManyRequests,"), std::string::npos);
}

TEST(WriteFence, TheOpenOneLetsEverybodyWrite) { EXPECT_NO_THROW(base::open_fence().check()); }

}  // namespace
