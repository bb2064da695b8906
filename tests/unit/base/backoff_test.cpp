#include "controller/base/backoff.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_random.h"

namespace {

using base::Backoff;
using base::BackoffOptions;
using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToItsCap) {
    const fakes::FakeClock clock;
    fakes::ConstantRandom no_jitter;
    Backoff backoff({.start = 1s, .cap = 5s}, clock, no_jitter);
    EXPECT_EQ(backoff.next(), 1s);
    EXPECT_EQ(backoff.next(), 2s);
    EXPECT_EQ(backoff.next(), 4s);
    EXPECT_EQ(backoff.next(), 5s);
    EXPECT_EQ(backoff.next(), 5s);
}

TEST(Backoff, JitterIsAddedInProportion) {
    const fakes::FakeClock clock;
    fakes::ConstantRandom half(0.5);
    Backoff backoff({.start = 2s, .jitter = 1.0}, clock, half);
    EXPECT_EQ(backoff.next(), 3s);
    EXPECT_EQ(backoff.next(), 6s);
}

TEST(Backoff, DelaysStayBetweenTheStepAndTwiceTheStep) {
    const fakes::FakeClock clock;
    fakes::FakeRandom random;
    Backoff backoff({.start = 1s, .cap = 1s, .jitter = 1.0}, clock, random);
    base::Duration least = 2s;
    base::Duration most = 1s;
    for (int i = 0; i < 1000; ++i) {
        const base::Duration delay = backoff.next();
        least = std::min(least, delay);
        most = std::max(most, delay);
    }
    EXPECT_GE(least, 1s);
    EXPECT_LT(least, 1100ms);
    EXPECT_GT(most, 1900ms);
    EXPECT_LT(most, 2s);
}

TEST(Backoff, IsForgottenAfterAQuietTime) {
    fakes::FakeClock clock;
    fakes::ConstantRandom no_jitter;
    Backoff backoff({.start = 1s, .reset_after = 60s}, clock, no_jitter);
    backoff.next();
    clock.advance(60s);
    EXPECT_EQ(backoff.next(), 2s);
    clock.advance(61s);
    EXPECT_EQ(backoff.next(), 1s);
}

TEST(Backoff, BeginsAnewAfterReset) {
    const fakes::FakeClock clock;
    fakes::ConstantRandom no_jitter;
    Backoff backoff({.start = 1s}, clock, no_jitter);
    backoff.next();
    backoff.next();
    backoff.reset();
    EXPECT_EQ(backoff.next(), 1s);
}

TEST(Backoff, DefaultsAreThoseOfClientGo) {
    const fakes::FakeClock clock;
    fakes::ConstantRandom no_jitter;
    Backoff backoff({}, clock, no_jitter);
    EXPECT_EQ(backoff.next(), 800ms);
    for (int i = 0; i < 10; ++i) backoff.next();
    EXPECT_EQ(backoff.next(), 30s);
}

}  // namespace
