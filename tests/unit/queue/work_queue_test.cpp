#include "controller/queue/work_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/fakes/fake_clock.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

const kube::ObjectKey a{"ns", "a"}, b{"ns", "b"}, c{"ns", "c"};

class Notes final : public queue::WorkQueueObserver {
public:
    void added() override { ++adds; }
    void retried() override { ++retries; }
    void depth_changed(int priority, std::size_t depth) override { depths[priority] = depth; }
    void started(base::Duration waited) override { waits.push_back(waited); }
    void finished(base::Duration worked) override { works.push_back(worked); }
    int adds = 0, retries = 0;
    std::map<int, std::size_t> depths;
    std::vector<base::Duration> waits, works;
};

class WorkQueue : public testing::Test {
protected:
    // Names of all that is ready, run to the end one by one.
    std::string drain() {
        std::string names;
        while (const auto item = queue_.try_get()) {
            names += item->key.name;
            queue_.done(item->key);
        }
        return names;
    }
    Notes notes_;
    fakes::FakeClock clock_;
    queue::WorkQueue queue_{{milliseconds(5), seconds(1000), &notes_}, clock_};
};

TEST_F(WorkQueue, IsFirstInFirstOut) {
    queue_.add(b);
    queue_.add(a);
    queue_.add(c);
    EXPECT_EQ(drain(), "bac");
}

TEST_F(WorkQueue, ADelayWithoutEndIsNotDueAtOnce) {
    queue_.add_after(a, base::Duration::max());
    EXPECT_FALSE(queue_.try_get());
    clock_.advance(base::kLongestWait);
    EXPECT_EQ(drain(), "a");
}

TEST_F(WorkQueue, AddsWhileWaitingAreOneRun) {
    queue_.add(a);
    queue_.add(a);
    EXPECT_EQ(queue_.size(), 1U);
    EXPECT_EQ(drain(), "a");
    EXPECT_EQ(notes_.adds, 1);
}

// A standby: its watches go on, its workers never came.
TEST(IdleWorkQueue, GrowsNoLargerThanWhatThereIsToDo) {
    std::set<kube::ObjectKey> there;
    Notes notes;
    const fakes::FakeClock clock;
    queue::WorkQueue queue(
        {.observer = &notes, .wanted = [&](const kube::ObjectKey& key) { return there.contains(key); }}, clock);
    for (int i = 0; i < 1000; ++i) {
        const kube::ObjectKey key{"ns", std::to_string(i)};
        there.insert(key);
        queue.add(key);
        if (i % 2 == 0) queue.add_after(key, seconds(i));
        there.erase(key);
        queue.add(key);  // the watch tells of the removal
        queue.add_after(key, seconds(1));
    }
    EXPECT_EQ(queue.size(), 0U);
    EXPECT_EQ(notes.depths[0], 0U);
    there.insert(b);
    queue.add(b);
    EXPECT_EQ(queue.size(), 1U);
}

TEST(IdleWorkQueue, OnceAnybodyTookAKeyARemovalIsWorkToo) {
    const fakes::FakeClock clock;
    queue::WorkQueue queue({.wanted = [](const kube::ObjectKey&) { return false; }}, clock);
    EXPECT_FALSE(queue.try_get());
    queue.add(a);
    EXPECT_EQ(queue.size(), 1U);
}

TEST_F(WorkQueue, AKeyNeverRunsTwiceAtOnce) {
    queue_.add(a);
    ASSERT_TRUE(queue_.try_get());
    queue_.add(a);
    EXPECT_FALSE(queue_.try_get());
    EXPECT_EQ(queue_.in_progress(), 1U);
}

TEST_F(WorkQueue, KeyAddedWhileRunningRunsOnceMore) {
    queue_.add(a);
    queue_.try_get();
    queue_.add(a);
    queue_.add(a);
    queue_.done(a);
    EXPECT_EQ(drain(), "a");
}

TEST_F(WorkQueue, KeyThatBecomesDueWhileRunningRunsOnceMore) {
    queue_.add(a);
    queue_.try_get();
    queue_.add_after(a, seconds(1));
    clock_.advance(seconds(2));
    EXPECT_FALSE(queue_.try_get());
    queue_.done(a);
    EXPECT_EQ(drain(), "a");
    EXPECT_EQ(queue_.size(), 0U);
}

TEST_F(WorkQueue, DelayedKeyWaitsForItsTime) {
    queue_.add_after(a, seconds(10));
    clock_.advance(seconds(9));
    EXPECT_EQ(drain(), "");
    clock_.advance(seconds(1));
    EXPECT_EQ(drain(), "a");
}

TEST_F(WorkQueue, DelayedKeyKeepsItsEarliestTime) {
    queue_.add_after(a, seconds(10));
    queue_.add_after(a, seconds(60));
    clock_.advance(seconds(10));
    EXPECT_EQ(drain(), "a");
    clock_.advance(seconds(100));
    EXPECT_EQ(drain(), "");
}

TEST_F(WorkQueue, AddNowSupersedesTheDelay) {
    queue_.add_after(a, seconds(10));
    queue_.add(a);
    EXPECT_EQ(drain(), "a");
    clock_.advance(seconds(20));
    EXPECT_EQ(drain(), "");
}

TEST_F(WorkQueue, DelayOfAReadyKeyChangesNothing) {
    queue_.add(a);
    queue_.add_after(a, seconds(10));
    EXPECT_EQ(queue_.size(), 1U);
    EXPECT_EQ(drain(), "a");
}

TEST_F(WorkQueue, HigherPriorityRunsFirst) {
    queue_.add(a, queue::kPriorityLow);
    queue_.add(b, queue::kPriorityLow);
    queue_.add(c);
    EXPECT_EQ(drain(), "cab");
}

TEST_F(WorkQueue, RaisedKeyJoinsTheEndOfItsNewPriority) {
    queue_.add(a, queue::kPriorityLow);
    queue_.add(b);
    queue_.add(a);
    queue_.add(c);
    EXPECT_EQ(notes_.depths.at(queue::kPriorityLow), 0U);
    EXPECT_EQ(drain(), "bac");
}

TEST_F(WorkQueue, LowerPriorityNeverDemotes) {
    queue_.add(a);
    queue_.add(a, queue::kPriorityLow);
    EXPECT_EQ(queue_.try_get()->priority, queue::kPriorityNormal);
}

TEST_F(WorkQueue, DelayedKeyKeepsItsHighestPriority) {
    queue_.add_after(a, seconds(1), queue::kPriorityNormal);
    queue_.add(a, queue::kPriorityLow);
    EXPECT_EQ(queue_.try_get()->priority, queue::kPriorityNormal);
}

TEST_F(WorkQueue, PriorityRaisedWhileRunningHoldsForTheNextRun) {
    queue_.add(a, queue::kPriorityLow);
    EXPECT_EQ(queue_.try_get()->priority, queue::kPriorityLow);
    queue_.add(a, queue::kPriorityLow);
    queue_.add(a);
    queue_.done(a);
    EXPECT_EQ(queue_.try_get()->priority, queue::kPriorityNormal);
}

TEST_F(WorkQueue, FailuresBackOffPerKeyUntilForgotten) {
    EXPECT_EQ(queue_.add_rate_limited(a), milliseconds(5));
    clock_.advance(milliseconds(5));
    EXPECT_EQ(drain(), "a");
    EXPECT_EQ(queue_.add_rate_limited(a), milliseconds(10));
    EXPECT_EQ(queue_.add_rate_limited(b), milliseconds(5));
    EXPECT_EQ(queue_.failures(a), 2);
    queue_.forget(a);
    EXPECT_EQ(queue_.failures(a), 0);
    EXPECT_EQ(queue_.add_rate_limited(a), milliseconds(5));
}

TEST_F(WorkQueue, AddsAfterShutDownAreIgnored) {
    queue_.add(a);
    queue_.shut_down();
    queue_.add(b);
    EXPECT_EQ(queue_.size(), 1U);
    EXPECT_FALSE(queue_.try_get());
    EXPECT_FALSE(queue_.get({}));
}

TEST_F(WorkQueue, GetWithARequestedStopReturnsAtOnce) {
    std::stop_source stop;
    stop.request_stop();
    queue_.add(a);
    EXPECT_FALSE(queue_.get(stop.get_token()));
}

TEST_F(WorkQueue, TellsItsObserverWhatHappens) {
    queue_.add(a);
    queue_.add_after(b, seconds(7));
    EXPECT_EQ(notes_.depths.at(0), 1U);
    clock_.advance(seconds(2));
    queue_.try_get();
    EXPECT_EQ(notes_.depths.at(0), 0U);
    clock_.advance(seconds(3));
    EXPECT_EQ(queue_.longest_running(), seconds(3));
    EXPECT_EQ(queue_.unfinished_work(), seconds(3));
    queue_.done(a);
    EXPECT_THAT(notes_.waits, ElementsAre(seconds(2)));
    EXPECT_THAT(notes_.works, ElementsAre(seconds(3)));
    EXPECT_EQ(notes_.adds, 1);
    EXPECT_EQ(notes_.retries, 1);
    EXPECT_EQ(queue_.longest_running(), seconds(0));
}

TEST_F(WorkQueue, DoneOfAKeyThatDoesNotRunIsHarmless) {
    queue_.done(a);
    queue_.add(b);
    queue_.done(b);
    EXPECT_EQ(drain(), "b");
}

}  // namespace
