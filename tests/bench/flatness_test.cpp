#include "tests/bench/flatness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <stdexcept>

namespace bench {
namespace {

constexpr int kSeconds = 360;
constexpr Bound kMemory{.times = 1.05};
constexpr Bound kExact{.both = true};

Series sampled(const std::function<double(double)>& value, int seconds = kSeconds) {
    Series out;
    for (int i = 0; i <= seconds; ++i) out.push_back({static_cast<double>(i), value(i)});
    return out;
}

TEST(Flatness, WhatStaysIsFlat) {
    const auto judgement = judge(sampled([](double) { return 40; }), kMemory);
    EXPECT_TRUE(judgement.flat());
    EXPECT_EQ(judgement.before, 40);
    EXPECT_EQ(judgement.after, 40);
}

TEST(Flatness, WhatFillsInTheFirstQuarterIsFlat) {
    EXPECT_TRUE(judge(sampled([](double at) { return at < 80 ? at / 2 : 40; }), kMemory).flat());
}

TEST(Flatness, ASlowLeakIsNot) {
    EXPECT_FALSE(judge(sampled([](double at) { return 40 + at / 60; }), kMemory).flat());
}

TEST(Flatness, OneDescriptorInEachMinuteIsALeak) {
    EXPECT_FALSE(judge(sampled([](double at) { return 20 + std::floor(at / 60); }), Bound{.more = 2}).flat());
}

TEST(Flatness, NoiseIsNoLeak) {
    std::mt19937 engine(7);
    const auto noise = [&](double) { return 40 + static_cast<double>(engine() % 1000) / 100; };
    EXPECT_TRUE(judge(sampled(noise), kMemory).flat());
}

TEST(Flatness, NoiseHidesNoLeak) {
    std::mt19937 engine(7);
    const auto noise = [&](double at) { return 40 + at / 30 + static_cast<double>(engine() % 1000) / 100; };
    EXPECT_FALSE(judge(sampled(noise), kMemory).flat());
}

TEST(Flatness, ASpikeIsNoLeak) {
    EXPECT_TRUE(judge(sampled([](double at) { return at > 300 && at < 320 ? 90 : 40; }), kMemory).flat());
}

TEST(Flatness, WhatMustBeEqualMayNotFallEither) {
    const auto lost = sampled([](double at) { return at < 200 ? 30 : 29; });
    EXPECT_FALSE(judge(lost, kExact).flat());
    EXPECT_TRUE(judge(lost, Bound{}).flat());
}

TEST(Flatness, WhatWasNeverThereIsNotSteady) {
    const auto nothing = sampled([](double) { return 0; });
    EXPECT_FALSE(judge(nothing, kExact).flat());
    EXPECT_FALSE(judge(nothing, Bound{.more = 5, .both = true}).flat());
    EXPECT_TRUE(judge(nothing, Bound{.more = 5}).flat()) << "nobody had to wait";
    EXPECT_FALSE(judge(per_minute(nothing, 24), Bound{.times = 1.15, .both = true}).flat());
}

TEST(Flatness, ACounterIsJudgedByItsRate) {
    const auto steady = per_minute(sampled([](double at) { return 7 * at; }), 24);
    ASSERT_EQ(steady.size(), static_cast<std::size_t>(kSeconds));
    EXPECT_NEAR(steady.front().value, 420, 1e-9);
    EXPECT_NEAR(steady.back().value, 420, 1e-9);
    const Bound rate{.times = 1.15, .both = true};
    EXPECT_TRUE(judge(steady, rate).flat());
    EXPECT_FALSE(judge(per_minute(sampled([](double at) { return at * at; }), 24), rate).flat()) << "more and more";
    EXPECT_FALSE(judge(per_minute(sampled([](double at) { return std::min(at, 200.0); }), 24), rate).flat())
        << "silent in the end";
}

TEST(Flatness, BurstsWithinTheWindowAreEvenedOut) {
    const auto bursts = per_minute(sampled([](double at) { return 60 * std::floor(at / 12); }), 24);
    EXPECT_NEAR(bursts.back().value, 300, 1e-9);
}

TEST(Flatness, AFewSamplesProveNothing) {
    EXPECT_THROW(judge({}, kMemory), std::invalid_argument);
    EXPECT_THROW(judge(sampled([](double) { return 40; }, 12), kMemory), std::invalid_argument);
}

}  // namespace
}  // namespace bench
