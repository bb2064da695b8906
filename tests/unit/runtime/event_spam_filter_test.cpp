#include "controller/runtime/event_spam_filter.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace {

using std::chrono::seconds;

runtime::ObjectReference object(const std::string& name) { return {"v1", "Thing", {"ns", name}, "uid-" + name, "1"}; }

class EventSpamFilter : public testing::Test {
protected:
    int allowed(const std::string& name, int tries) {
        int result = 0;
        for (int i = 0; i < tries; ++i) result += filter_.allow(object(name), clock_.now()) ? 1 : 0;
        return result;
    }
    fakes::FakeClock clock_;
    runtime::EventSpamFilter filter_;
};

TEST_F(EventSpamFilter, LetsABurstOfTwentyFiveThrough) { EXPECT_EQ(allowed("a", 100), 25); }

TEST_F(EventSpamFilter, RefillsOnePerFiveMinutes) {
    allowed("a", 100);
    clock_.advance(seconds(299));
    EXPECT_EQ(allowed("a", 5), 0);
    clock_.advance(seconds(1));
    EXPECT_EQ(allowed("a", 5), 1);
    clock_.advance(seconds(600));
    EXPECT_EQ(allowed("a", 5), 2);
}

TEST_F(EventSpamFilter, NeverHoldsMoreThanABurst) {
    allowed("a", 100);
    clock_.advance(std::chrono::hours(1000));
    EXPECT_EQ(allowed("a", 100), 25);
}

TEST_F(EventSpamFilter, ObjectsDoNotShareABucket) {
    allowed("a", 100);
    EXPECT_EQ(allowed("b", 1), 1);
}

TEST_F(EventSpamFilter, ForgetsTheObjectNotHeardOfForLongest) {
    allowed("quiet", 100);
    allowed("busy", 100);
    for (int i = 0; i < 4094; ++i) allowed("other-" + std::to_string(i), 1);
    allowed("busy", 1);
    allowed("one more", 1);
    EXPECT_EQ(filter_.size(), runtime::EventSpamFilter::kMaxObjects);
    EXPECT_EQ(allowed("busy", 1), 0);
    EXPECT_EQ(allowed("quiet", 1), 1);
}

}  // namespace
