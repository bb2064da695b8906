#include "tests/chaos/script.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace chaos {

const std::vector<Deed> kDeeds = {{"often", 9, nullptr}, {"seldom", 1, nullptr}};

TEST(Script, IsTheSameForTheSameSeed) {
    Script one(7, kDeeds, std::chrono::milliseconds(100)), other(7, kDeeds, std::chrono::milliseconds(100));
    for (int i = 0; i < 1000; ++i) {
        const auto left = one.next(), right = other.next();
        ASSERT_STREQ(left.deed->name, right.deed->name);
        ASSERT_EQ(left.seed, right.seed);
        ASSERT_EQ(left.pause, right.pause);
    }
}

TEST(Script, IsAnotherForAnotherSeed) {
    Script one(7, kDeeds, std::chrono::milliseconds(100)), other(8, kDeeds, std::chrono::milliseconds(100));
    std::set<std::uint64_t> seeds;
    for (int i = 0; i < 100; ++i) seeds.insert({one.next().seed, other.next().seed});
    EXPECT_EQ(seeds.size(), 200U);
}

TEST(Script, WeighsDeedsAndPausesNoLongerThanAsked) {
    Script script(1, kDeeds, std::chrono::milliseconds(10));
    std::map<std::string, int> times;
    for (int i = 0; i < 10000; ++i) {
        const auto step = script.next();
        ++times[step.deed->name];
        ASSERT_LE(step.pause.count(), 10);
    }
    EXPECT_NEAR(times["often"], 9000, 200);
    EXPECT_NEAR(times["seldom"], 1000, 200);
}

// A seed that somebody noted must stand for the same story on every machine and with every library.
TEST(Dice, AreTheStandardsEngineWithNoDistributionOfTheLibrarys) {
    Dice dice(5489);
    for (int i = 1; i < 10000; ++i) dice.next();
    EXPECT_EQ(dice.next(), 9981545732273789042ULL) << "the 10,000th number, as the standard has it";
}

}  // namespace chaos
