#include "controller/runtime/event_series.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace {

using std::chrono::minutes;

runtime::Occurrence occurrence(const std::string& reason = "Created", const std::string& note = "text") {
    return {{"v1", "Thing", {"ns", "a"}, "uid", "7"}, runtime::EventType::Normal, reason, "Create", note, {}};
}

class EventSeries : public testing::Test {
protected:
    // What a writer does with one occurrence.
    std::string happen(const runtime::Occurrence& what) {
        if (auto* known = series_.find(what)) {
            return series_.count(*known, what, clock_.now()) ? "patch" + std::to_string(known->count) : "count";
        }
        series_.remember(what, "event", clock_.now());
        return "create";
    }
    std::vector<int> due() {
        std::vector<int> counts;
        for (const auto& entry : series_.due(clock_.now())) counts.push_back(entry.count);
        return counts;
    }
    fakes::FakeClock clock_;
    runtime::EventSeries series_;
};

TEST_F(EventSeries, FirstIsCreatedSecondOpensASeriesFurtherOnesAreCounted) {
    EXPECT_EQ(happen(occurrence()), "create");
    EXPECT_EQ(happen(occurrence()), "patch2");
    EXPECT_EQ(happen(occurrence()), "count");
    EXPECT_EQ(happen(occurrence()), "count");
}

TEST_F(EventSeries, TheNoteDoesNotTellEventsApart) {
    happen(occurrence("Created", "one"));
    EXPECT_EQ(happen(occurrence("Created", "two")), "patch2");
}

TEST_F(EventSeries, ReasonAndObjectTellEventsApart) {
    happen(occurrence());
    EXPECT_EQ(happen(occurrence("Deleted")), "create");
    auto again = occurrence();
    again.regarding.uid = "another uid of the same name";
    EXPECT_EQ(happen(again), "create");
}

TEST_F(EventSeries, ASeriesIdleForSixMinutesGetsItsFinalCountAndIsForgotten) {
    for (int i = 0; i < 5; ++i) happen(occurrence());
    clock_.advance(minutes(5));
    EXPECT_EQ(due(), std::vector<int>{});
    clock_.advance(minutes(1));
    EXPECT_EQ(due(), std::vector<int>{5});
    EXPECT_EQ(happen(occurrence()), "create");
}

TEST_F(EventSeries, ASingleEventIsForgottenWithoutAnotherWrite) {
    happen(occurrence());
    clock_.advance(minutes(6));
    EXPECT_EQ(due(), std::vector<int>{});
    EXPECT_EQ(series_.size(), 0U);
}

TEST_F(EventSeries, ARunningSeriesIsWrittenEveryThirtyMinutes) {
    happen(occurrence());
    happen(occurrence());
    int written = 0;
    for (int minute = 0; minute < 61; ++minute) {
        clock_.advance(minutes(1));
        happen(occurrence());
        written += static_cast<int>(due().size());
    }
    EXPECT_EQ(written, 2);
}

TEST_F(EventSeries, FinishHandsOutOnlyWhatTheServerDoesNotKnow) {
    for (int i = 0; i < 3; ++i) happen(occurrence());
    happen(occurrence("Once"));
    const auto rest = series_.finish();
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].count, 3);
    EXPECT_EQ(series_.size(), 0U);
}

TEST_F(EventSeries, ItsMemoryIsBounded) {
    for (int i = 0; i < 5000; ++i) happen(occurrence("Reason" + std::to_string(i)));
    EXPECT_EQ(series_.size(), runtime::EventSeries::kMaxRemembered);
}

}  // namespace
