#include "controller/commands/bar.h"

#include <gtest/gtest.h>

using commands::bar;

TEST(Bar, ShowsTheShareThatIsUsed) {
    EXPECT_EQ(bar(7, 10, 10, true), "███████░░░");
    EXPECT_EQ(bar(7, 10, 10, false), "#######---");
    EXPECT_EQ(bar(1, 2, 4, false), "##--");
}

TEST(Bar, IsFullOnlyWhenNothingIsLeftAndEmptyOnlyWhenNothingIsUsed) {
    EXPECT_EQ(bar(0, 10, 10, false), "----------");
    EXPECT_EQ(bar(1, 1000, 10, false), "#---------");
    EXPECT_EQ(bar(999, 1000, 10, false), "#########-");
    EXPECT_EQ(bar(10, 10, 10, false), "##########");
}

TEST(Bar, HoldsOutAgainstNumbersThatCannotBe) {
    EXPECT_EQ(bar(12, 10, 5, false), "#####");
    EXPECT_EQ(bar(-1, 10, 5, false), "-----");
    EXPECT_EQ(bar(3, 0, 5, false), "-----");
    EXPECT_EQ(bar(3, 10, 0, false), "");
    EXPECT_EQ(bar(INT64_MAX - 1, INT64_MAX, 5, false), "####-");
}
