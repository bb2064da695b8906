#include "tests/chaos/crash.h"

#include <gmock/gmock.h>

namespace chaos {

using testing::HasSubstr;
using testing::Not;

constexpr auto kLost = R"({"level":"error","msg":"leader election lost; the process ends without another write"})"
                       "\n";
constexpr auto kOverflow = "/src/lease.cpp:7:3: runtime error: signed integer overflow\n";

TEST(Crash, ALostLeaseThatTheProgramTellsOfIsNone) { EXPECT_EQ(crash_in(kLost, 1, true), ""); }

TEST(Crash, TheSameStatusWithoutThoseWordsIsOne) {
    const auto crash = crash_in("{\"msg\":\"cannot go on\"}\n", 1, true);
    EXPECT_THAT(crash, HasSubstr("ended by itself with 1"));
    EXPECT_THAT(crash, HasSubstr("cannot go on"));
}

TEST(Crash, AnotherStatusIsOneWhateverTheProgramSaid) {
    EXPECT_THAT(crash_in(kLost, 139, true), HasSubstr("with 139"));
    EXPECT_THAT(crash_in("", 0, true), HasSubstr("with 0"));
}

TEST(Crash, AnEndThatWasBroughtAboutIsNone) { EXPECT_EQ(crash_in("", 137, false), ""); }

TEST(Crash, ASanitizersReportIsOneWhoeverEndedTheProcess) {
    const auto crash = crash_in(kOverflow + std::string(10'000, '.'), 137, false);
    EXPECT_THAT(crash, HasSubstr("signed integer overflow")) << "the line itself, however long ago";
    EXPECT_THAT(crash, Not(HasSubstr("by itself")));
    EXPECT_THAT(crash_in("==7==ERROR: AddressSanitizer: heap-use-after-free\n", 137, false),
                HasSubstr("heap-use-after-free"));
}

TEST(Crash, ASanitizersReportIsOneBesideALostLease) {
    EXPECT_THAT(crash_in(kOverflow + std::string(kLost), 1, true), HasSubstr("signed integer overflow"));
}

}  // namespace chaos
