#include "controller/queue/key_backoff.h"

#include <gtest/gtest.h>

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const kube::ObjectKey a{"ns", "a"}, b{"ns", "b"};

TEST(KeyBackoff, DoublesUpToItsCap) {
    queue::KeyBackoff backoff(milliseconds(5), milliseconds(30));
    EXPECT_EQ(backoff.next(a), milliseconds(5));
    EXPECT_EQ(backoff.next(a), milliseconds(10));
    EXPECT_EQ(backoff.next(a), milliseconds(20));
    EXPECT_EQ(backoff.next(a), milliseconds(30));
    EXPECT_EQ(backoff.next(a), milliseconds(30));
}

TEST(KeyBackoff, KeysFailApart) {
    queue::KeyBackoff backoff(milliseconds(5), seconds(1));
    backoff.next(a);
    EXPECT_EQ(backoff.next(b), milliseconds(5));
    EXPECT_EQ(backoff.failures(a), 1);
}

TEST(KeyBackoff, ForgettingStartsAnew) {
    queue::KeyBackoff backoff(milliseconds(5), seconds(1));
    backoff.next(a);
    backoff.next(a);
    backoff.forget(a);
    EXPECT_EQ(backoff.failures(a), 0);
    EXPECT_EQ(backoff.next(a), milliseconds(5));
}

TEST(KeyBackoff, AThousandFailuresStayAtTheCap) {
    queue::KeyBackoff backoff(milliseconds(5), seconds(1000));
    for (int i = 0; i < 1000; ++i) backoff.next(a);
    EXPECT_EQ(backoff.next(a), seconds(1000));
}

}  // namespace
