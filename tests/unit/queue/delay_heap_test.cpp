#include "controller/queue/delay_heap.h"

#include <gtest/gtest.h>

namespace {

using std::chrono::seconds;

base::Instant at(int second) { return base::Instant(seconds(second)); }
const kube::ObjectKey a{"ns", "a"}, b{"ns", "b"};

TEST(DelayHeap, NothingIsDueBeforeItsTime) {
    queue::DelayHeap heap;
    heap.push(a, at(10), 0);
    EXPECT_FALSE(heap.pop_due(at(9)));
    EXPECT_EQ(heap.next(), at(10));
    EXPECT_EQ(heap.pop_due(at(10))->first, a);
    EXPECT_FALSE(heap.next());
}

TEST(DelayHeap, TheEarliestComesFirst) {
    queue::DelayHeap heap;
    heap.push(a, at(10), 0);
    heap.push(b, at(5), 0);
    EXPECT_EQ(heap.pop_due(at(20))->first, b);
    EXPECT_EQ(heap.pop_due(at(20))->first, a);
}

TEST(DelayHeap, ASecondPushKeepsTheEarlierTimeAndTheHigherPriority) {
    queue::DelayHeap heap;
    heap.push(a, at(10), -100);
    heap.push(a, at(30), 0);
    EXPECT_EQ(heap.next(), at(10));
    heap.push(a, at(3), -100);
    EXPECT_EQ(heap.next(), at(3));
    EXPECT_EQ(heap.size(), 1U);
    EXPECT_EQ(heap.pop_due(at(3))->second, 0);
}

TEST(DelayHeap, RemoveTellsThePriority) {
    queue::DelayHeap heap;
    heap.push(a, at(10), -100);
    EXPECT_EQ(heap.remove(a), -100);
    EXPECT_EQ(heap.remove(a), std::nullopt);
    EXPECT_FALSE(heap.next());
}

}  // namespace
