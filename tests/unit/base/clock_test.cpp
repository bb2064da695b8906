#include "controller/base/clock.h"

#include <gtest/gtest.h>

namespace {

TEST(SystemClock, NoneOfItsClocksGoesBackwards) {
    const base::Clock& clock = base::system_clock();
    const auto now = clock.now();
    const auto boot = clock.boot_time();
    EXPECT_GE(clock.now(), now);
    EXPECT_GE(clock.boot_time(), boot);
    EXPECT_GT(boot, base::Duration::zero());
}

TEST(SystemClock, WallTimeIsTheMachinesTime) {
    const auto before = std::chrono::system_clock::now();
    const auto wall = base::system_clock().wall();
    EXPECT_GE(wall, before);
    EXPECT_LE(wall, std::chrono::system_clock::now());
}

}  // namespace
