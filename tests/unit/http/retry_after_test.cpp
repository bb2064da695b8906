#include "controller/http/retry_after.h"

#include <gtest/gtest.h>

namespace {

using http::parse_retry_after;
using http::retry_after;
using namespace std::chrono_literals;

// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
const base::WallTime example{784111777s};

TEST(RetryAfter, IsSecondsOrZpasSeconds) {
    EXPECT_EQ(parse_retry_after("4", example), 4s);
    EXPECT_EQ(parse_retry_after("4s", example), 4s);
    EXPECT_EQ(parse_retry_after(" 13 ", example), 13s);
    EXPECT_EQ(parse_retry_after("0", example), 0s);
}

TEST(RetryAfter, IsADateInAnyOfTheThreeForms) {
    const base::WallTime now = example - 90s;
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 90s);
    EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", now), 90s);
    EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:37 1994", now), 90s);
}

TEST(RetryAfter, APastDateIsNow) {
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example + 1h), 0s);
    EXPECT_EQ(parse_retry_after("Mon, 01 Jan 1001 00:00:00 GMT", example), 0s);
}

TEST(RetryAfter, ADateIsWaitedForToTheMillisecond) {
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example - 1ms), 1ms);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example - 1500ms), 1500ms);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example + 1ms), 0s);
}

TEST(RetryAfter, IsNeverLongerThanAnHour) {
    EXPECT_EQ(parse_retry_after("3601", example), 1h);
    EXPECT_EQ(parse_retry_after("99999999999999999999999s", example), 1h);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", example - 24h), 1h);
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", example), 1h) << "beyond what nanoseconds can count";
}

TEST(RetryAfter, YearsThatNanosecondsCannotHoldAreFarAwayAllTheSame) {
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", example), 1h);
    EXPECT_EQ(parse_retry_after("Mon, 01 Jan 0001 00:00:00 GMT", example), 0s);
}

http::Response reply(const std::string& retry_after, const std::string& date) {
    http::Response reply;
    reply.headers = {{"Retry-After", retry_after}};
    if (!date.empty()) reply.headers["Date"] = date;
    return reply;
}

TEST(RetryAfter, ADateCountsFromTheReplysOwnClock) {
    const std::string until = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (const auto& ours : {example - 30min, example, example + 30min}) {
        EXPECT_EQ(retry_after(reply(until, "Sun, 06 Nov 1994 08:49:30 GMT"), ours), 7s);
        EXPECT_EQ(retry_after(reply(until, "Sunday, 06-Nov-94 08:49:38 GMT"), ours), 0s) << "it is over";
        EXPECT_EQ(retry_after(reply(until, "Fri, 31 Dec 9999 23:59:59 GMT"), ours), 0s);
        EXPECT_EQ(retry_after(reply(until, "Mon, 01 Jan 0001 00:00:00 GMT"), ours), 1h);
    }
    for (const char* nothing : {"", "now"}) EXPECT_EQ(retry_after(reply(until, nothing), example - 9s), 9s) << nothing;
}

TEST(RetryAfter, SecondsAreSecondsOnEveryClock) {
    EXPECT_EQ(retry_after(reply("4s", "Sun, 06 Nov 1994 08:49:30 GMT"), example), 4s);
    EXPECT_EQ(retry_after(reply("soon", "Sun, 06 Nov 1994 08:49:30 GMT"), example), std::nullopt);
    EXPECT_EQ(retry_after({}, example), std::nullopt);
}

TEST(RetryAfter, AnythingElseIsNoAnswer) {
    for (const char* text : {"", " ", "s", "-4", "4m", "4.5", "+4", "soon", "4 s", "0x10", "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 06 Nov 1994 08:49:37 GMT junk"}) {
        EXPECT_EQ(parse_retry_after(text, example), std::nullopt) << text;
    }
}

}  // namespace
