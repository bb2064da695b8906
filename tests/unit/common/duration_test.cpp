#include "reconcilers/common/duration.h"

#include <gtest/gtest.h>

using common::parse_duration;
using namespace std::chrono_literals;

TEST(Duration, UnitsAddUp) {
    EXPECT_EQ(parse_duration("500ms"), base::Duration(500ms));
    EXPECT_EQ(parse_duration("90s"), base::Duration(90s));
    EXPECT_EQ(parse_duration("1h2m3s"), base::Duration(3723s));
    EXPECT_EQ(parse_duration("10000h"), base::Duration(10'000h));
}

TEST(Duration, WhatIsNotADurationIsRefused) {
    for (const char* text :
         {"", "5", "s", "-5s", "5 s", "5d", "1.5s", "99999999999999999999s", "100001h", "4294967295m", "9000h9000h"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}
