#include <gtest/gtest.h>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/rfc3339.h"

namespace {

using namespace std::chrono_literals;

const base::WallTime noon = std::chrono::sys_days(std::chrono::year_month_day(2026y / 1 / 2)) + 3h + 4min + 5s;

TEST(Rfc3339, SecondsAreWrittenAsMetaTime) {
    EXPECT_EQ(base::format_rfc3339(noon), "2026-01-02T03:04:05Z");
    EXPECT_EQ(base::format_rfc3339(noon + 999ms), "2026-01-02T03:04:05Z");
}

TEST(Rfc3339, MicrosecondsAreWrittenAsMetaMicroTime) {
    EXPECT_EQ(base::format_rfc3339_micro(noon), "2026-01-02T03:04:05.000000Z");
    EXPECT_EQ(base::format_rfc3339_micro(noon + 1234567ns), "2026-01-02T03:04:05.001234Z");
}

TEST(Rfc3339, TimesBefore1970AreWrittenToo) {
    EXPECT_EQ(base::format_rfc3339_micro(base::WallTime(-1us)), "1969-12-31T23:59:59.999999Z");
}

TEST(Rfc3339, ReadsWhatItWrites) {
    EXPECT_EQ(base::parse_rfc3339(base::format_rfc3339(noon)), noon);
    EXPECT_EQ(base::parse_rfc3339(base::format_rfc3339_micro(noon + 7us)), noon + 7us);
}

TEST(Rfc3339, ReadsOffsetsFractionsAndLowerCase) {
    EXPECT_EQ(base::parse_rfc3339("2026-01-02T05:34:05+02:30"), noon);
    EXPECT_EQ(base::parse_rfc3339("2026-01-01T19:04:05-08:00"), noon);
    EXPECT_EQ(base::parse_rfc3339("2026-01-02t03:04:05.5z"), noon + 500ms);
    EXPECT_EQ(base::parse_rfc3339("2026-01-02T03:04:05.1234567899Z"), noon + 123456789ns);
}

TEST(Rfc3339, ALeapSecondIsTheNextMinutesFirst) { EXPECT_EQ(base::parse_rfc3339("2026-01-02T03:03:60Z") + 5s, noon); }

TEST(Rfc3339, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z", "2026-02-30T00:00:00Z",
          "2026-13-01T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:60:00Z", "2026-01-02T03:04:61Z",
          "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05Zjunk", "2026-01-02T03:04:05+24:00", "+026-01-02T03:04:05Z",
          "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-1-2T3:4:5Z"}) {
        try {
            base::parse_rfc3339(text);
            ADD_FAILURE() << "read " << text;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::Protocol) << text;
        }
    }
}

TEST(Rfc3339, LongTextIsNotRepeatedInTheError) {
    try {
        base::parse_rfc3339(std::string(5000, 'x'));
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_LT(std::string(error.what()).size(), 120u);
    }
}

}  // namespace
