#include "controller/queue/delayed_keys.h"

#include <gtest/gtest.h>

namespace {

using std::chrono::seconds;

base::Instant at(int second) { return base::Instant(seconds(second)); }
const kube::ObjectKey a{"ns", "a"}, b{"ns", "b"};

TEST(DelayedKeys, NothingIsDueBeforeItsTime) {
    queue::DelayedKeys keys;
    keys.push(a, at(10), 0);
    EXPECT_FALSE(keys.pop_due(at(9)));
    EXPECT_EQ(keys.next(), at(10));
    EXPECT_EQ(keys.pop_due(at(10))->first, a);
    EXPECT_FALSE(keys.next());
}

TEST(DelayedKeys, TheEarliestComesFirst) {
    queue::DelayedKeys keys;
    keys.push(a, at(10), 0);
    keys.push(b, at(5), 0);
    EXPECT_EQ(keys.pop_due(at(20))->first, b);
    EXPECT_EQ(keys.pop_due(at(20))->first, a);
}

TEST(DelayedKeys, ASecondPushKeepsTheEarlierTimeAndTheHigherPriority) {
    queue::DelayedKeys keys;
    keys.push(a, at(10), -100);
    keys.push(a, at(30), 0);
    EXPECT_EQ(keys.next(), at(10));
    keys.push(a, at(3), -100);
    EXPECT_EQ(keys.next(), at(3));
    EXPECT_EQ(keys.size(), 1U);
    EXPECT_EQ(keys.pop_due(at(3))->second, 0);
}

TEST(DelayedKeys, RemoveTellsThePriority) {
    queue::DelayedKeys keys;
    keys.push(a, at(10), -100);
    EXPECT_EQ(keys.remove(a), -100);
    EXPECT_EQ(keys.remove(a), std::nullopt);
    EXPECT_FALSE(keys.next());
}

}  // namespace
