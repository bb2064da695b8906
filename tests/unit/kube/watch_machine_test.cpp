#include "controller/kube/watch_machine.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace kube::test {
namespace {

using base::Error;
using base::ErrorKind;
using http::StreamEnd;
using State = WatchMachine::State;
using Step = WatchMachine::Step;
using Verdict = WatchMachine::Verdict;

Error failure(ErrorKind kind) { return {kind, "m"}; }

// A machine that has listed and watches from "10".
WatchMachine watching(bool streaming = false) {
    WatchMachine machine(streaming, 500);
    machine.next();
    if (streaming) {
        machine.initial_events_end("10");
    } else {
        machine.page_taken("10", "");
        machine.next();
    }
    EXPECT_EQ(machine.state(), State::Watching);
    return machine;
}

TEST(WatchMachine, ListsInPagesThenWatchesFromTheListsVersion) {
    WatchMachine machine(false, 500);
    EXPECT_EQ(machine.next(), Step::ListPage);
    EXPECT_EQ(machine.limit(), 500);
    EXPECT_EQ(machine.continue_token(), "");
    machine.page_taken("10", "more");
    EXPECT_EQ(machine.next(), Step::ListPage);
    EXPECT_EQ(machine.continue_token(), "more");
    EXPECT_EQ(machine.resource_version(), "") << "no version before the list is complete";
    machine.page_taken("10", "");
    EXPECT_EQ(machine.state(), State::InitListed);
    EXPECT_EQ(machine.next(), Step::Watch);
    EXPECT_EQ(machine.resource_version(), "10");
}

TEST(WatchMachine, AStreamingListGoesOnAsTheWatch) {
    WatchMachine machine(true, 500);
    EXPECT_EQ(machine.next(), Step::StreamingList);
    machine.event_taken("7");
    EXPECT_EQ(machine.resource_version(), "") << "synthetic events are not in the order of their versions";
    machine.initial_events_end("10");
    EXPECT_EQ(machine.state(), State::Watching);
    machine.event_taken("11");
    EXPECT_EQ(machine.resource_version(), "11");
}

TEST(WatchMachine, EveryKindOfEndResumesFromTheLastVersion) {
    for (const auto end : {StreamEnd::ServerClosed, StreamEnd::Idle, StreamEnd::Stopped}) {
        auto machine = watching();
        machine.event_taken("12");
        machine.event_taken("");
        EXPECT_EQ(machine.stream_ended(end, false), Verdict::AtOnce);
        EXPECT_EQ(machine.next(), Step::Watch);
        EXPECT_EQ(machine.resource_version(), "12");
    }
}

TEST(WatchMachine, ABriefSilentWatchBacksOffAndKeepsItsVersion) {
    auto machine = watching();
    EXPECT_EQ(machine.stream_ended(StreamEnd::ServerClosed, true), Verdict::BackOff);
    EXPECT_EQ(machine.next(), Step::Watch);
    EXPECT_EQ(machine.resource_version(), "10");
}

TEST(WatchMachine, TwoSilentWatchesWithoutAnEventListAgain) {
    auto machine = watching();
    EXPECT_EQ(machine.stream_ended(StreamEnd::Idle, false), Verdict::AtOnce);
    EXPECT_EQ(machine.next(), Step::Watch) << "once may be the network";
    EXPECT_EQ(machine.failed(failure(ErrorKind::Unavailable)), Verdict::BackOff);
    EXPECT_EQ(machine.next(), Step::Watch);
    EXPECT_EQ(machine.stream_ended(StreamEnd::Idle, false), Verdict::BackOff) << "what failed in between told nothing";
    EXPECT_EQ(machine.next(), Step::ListPage);
    machine.page_taken("5", "");
    EXPECT_EQ(machine.next(), Step::Watch);
    EXPECT_EQ(machine.resource_version(), "5") << "the server's word, though it went back";
    EXPECT_EQ(machine.stream_ended(StreamEnd::Idle, false), Verdict::AtOnce) << "counted anew since the list";
}

TEST(WatchMachine, AWatchThatBringsABookmarkNowAndThenIsNotDeaf) {
    auto machine = watching();
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(machine.stream_ended(StreamEnd::Idle, false), Verdict::AtOnce);
        EXPECT_EQ(machine.next(), Step::Watch);
        machine.event_taken("11");
        EXPECT_EQ(machine.stream_ended(StreamEnd::Idle, false), Verdict::AtOnce);
        EXPECT_EQ(machine.next(), Step::Watch);
    }
}

TEST(WatchMachine, GoneListsAgainAtOnce) {
    auto refused = watching();
    EXPECT_EQ(refused.failed(failure(ErrorKind::Gone)), Verdict::AtOnce);
    EXPECT_EQ(refused.next(), Step::ListPage);
    EXPECT_EQ(refused.continue_token(), "");
    auto in_stream = watching(true);
    EXPECT_EQ(in_stream.error_event(failure(ErrorKind::Gone)), Verdict::AtOnce);
    EXPECT_EQ(in_stream.next(), Step::StreamingList);
}

TEST(WatchMachine, GoneAgainBeforeAnyEventBacksOff) {
    auto machine = watching();
    EXPECT_EQ(machine.failed(failure(ErrorKind::Gone)), Verdict::AtOnce);
    for (const auto expected : {Verdict::BackOff, Verdict::BackOff}) {
        machine.next();
        machine.page_taken("20", "");
        machine.next();
        EXPECT_EQ(machine.failed(failure(ErrorKind::Gone)), expected);
    }
    machine.next();
    machine.page_taken("30", "");
    machine.next();
    machine.event_taken("31");
    EXPECT_EQ(machine.error_event(failure(ErrorKind::Gone)), Verdict::AtOnce);
}

TEST(WatchMachine, WhatTheWorldMayCureKeepsTheVersion) {
    for (const auto kind : {ErrorKind::Unavailable, ErrorKind::TooManyRequests, ErrorKind::Timeout,
                            ErrorKind::Forbidden, ErrorKind::Unauthorized, ErrorKind::Config}) {
        auto machine = watching();
        EXPECT_EQ(machine.failed(failure(kind)), Verdict::BackOff);
        EXPECT_EQ(machine.next(), Step::Watch) << base::to_string(kind);
        EXPECT_EQ(machine.resource_version(), "10");
    }
}

TEST(WatchMachine, AVanishedKindOrARefusedVersionListsAgain) {
    for (const auto kind : {ErrorKind::NotFound, ErrorKind::Invalid}) {
        auto machine = watching();
        EXPECT_EQ(machine.failed(failure(kind)), Verdict::BackOff);
        EXPECT_EQ(machine.next(), Step::ListPage) << base::to_string(kind);
    }
}

TEST(WatchMachine, InStreamErrorsListAgainExceptTooManyRequests) {
    auto throttled = watching();
    EXPECT_EQ(throttled.error_event(failure(ErrorKind::TooManyRequests)), Verdict::BackOff);
    EXPECT_EQ(throttled.next(), Step::Watch);
    auto other = watching();
    EXPECT_EQ(other.error_event(failure(ErrorKind::Unavailable)), Verdict::BackOff);
    EXPECT_EQ(other.next(), Step::ListPage);
}

TEST(WatchMachine, OneUnreadableLineResumesTwoInARowListAgain) {
    auto machine = watching();
    machine.failed(failure(ErrorKind::Protocol));
    EXPECT_EQ(machine.next(), Step::Watch);
    machine.event_taken("11");
    machine.failed(failure(ErrorKind::Protocol));
    EXPECT_EQ(machine.next(), Step::Watch) << "an event in between was fine";
    machine.failed(failure(ErrorKind::Protocol));
    EXPECT_EQ(machine.next(), Step::ListPage);
}

TEST(WatchMachine, PagesGrowAgainAfterGarbage) {
    WatchMachine machine(false, 500);
    for (int i = 0; i < 9; ++i) {
        machine.next();
        machine.failed(failure(ErrorKind::Protocol));
    }
    EXPECT_EQ(machine.limit(), 1);
    std::vector<int> limits;
    for (int page = 0; page < 10; ++page) {
        machine.next();
        machine.page_taken("10", "more");
        limits.push_back(machine.limit());
    }
    EXPECT_EQ(limits, (std::vector<int>{2, 4, 8, 16, 32, 64, 128, 256, 500, 500}));
}

TEST(WatchMachine, PagesOfObjectsThatAreReallyTooLargeStopGrowing) {
    constexpr int largest = 100;
    WatchMachine machine(false, 500);
    int failures = 0, taken = 0;
    while (taken < 1000) {
        machine.next();
        if (machine.limit() > largest) {
            ASSERT_LT(++failures, 10) << "the list never comes to its end";
            machine.failed(failure(ErrorKind::Protocol));
            taken = 0;
        } else {
            taken += machine.limit();
            machine.page_taken("10", taken < 1000 ? "more" : "");
        }
    }
    EXPECT_EQ(failures, 4) << "500, 250, 125, and once more the 124 that 62 grew to";
}

TEST(WatchMachine, ARefusedStreamingListBecomesPagesAtOnceForThatRound) {
    WatchMachine machine(true, 500);
    machine.next();
    EXPECT_EQ(machine.failed(failure(ErrorKind::Invalid)), Verdict::AtOnce);
    EXPECT_EQ(machine.next(), Step::ListPage);
    EXPECT_EQ(machine.failed(failure(ErrorKind::Unavailable)), Verdict::BackOff);
    EXPECT_EQ(machine.next(), Step::ListPage) << "the round is not over";
    machine.page_taken("10", "");
    machine.next();
    machine.failed(failure(ErrorKind::Gone));
    EXPECT_EQ(machine.next(), Step::StreamingList) << "the server may have learnt it by the next round";
}

TEST(WatchMachine, AStreamingListThatBreaksBeginsAnewAndAfterThreeTimesInPages) {
    WatchMachine machine(true, 500);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(machine.next(), Step::StreamingList) << i;
        EXPECT_EQ(machine.stream_ended(StreamEnd::ServerClosed, false), Verdict::BackOff);
    }
    EXPECT_EQ(machine.next(), Step::ListPage);
}

TEST(WatchMachine, ASilentStreamingListBecomesPages) {
    WatchMachine machine(true, 500);
    machine.next();
    EXPECT_EQ(machine.stream_ended(StreamEnd::Idle, false), Verdict::BackOff);
    EXPECT_EQ(machine.next(), Step::ListPage);
}

TEST(WatchMachine, AStreamingListThatIsForbiddenOrThrottledIsAskedForAgain) {
    WatchMachine machine(true, 500);
    for (const auto kind :
         {ErrorKind::Forbidden, ErrorKind::TooManyRequests, ErrorKind::Unauthorized, ErrorKind::Forbidden}) {
        EXPECT_EQ(machine.next(), Step::StreamingList);
        EXPECT_EQ(machine.failed(failure(kind)), Verdict::BackOff);
    }
    EXPECT_EQ(machine.next(), Step::StreamingList);
}

TEST(WatchMachine, AnExpiredPageTokenListsOnceWithoutPagesAtOnce) {
    WatchMachine machine(false, 500);
    machine.next();
    machine.page_taken("10", "more");
    machine.next();
    EXPECT_EQ(machine.failed(failure(ErrorKind::Gone)), Verdict::AtOnce);
    EXPECT_EQ(machine.next(), Step::ListPage);
    EXPECT_EQ(machine.limit(), 0);
    EXPECT_EQ(machine.continue_token(), "");
    machine.page_taken("12", "");
    EXPECT_EQ(machine.limit(), 500) << "the next list has pages again";
}

TEST(WatchMachine, AFailedPageBeginsTheListAnew) {
    WatchMachine machine(false, 500);
    machine.next();
    machine.page_taken("10", "more");
    EXPECT_EQ(machine.failed(failure(ErrorKind::Unavailable)), Verdict::BackOff);
    EXPECT_EQ(machine.next(), Step::ListPage);
    EXPECT_EQ(machine.continue_token(), "");
}

TEST(WatchMachine, APageBeyondTheCapsIsAskedForSmaller) {
    WatchMachine machine(false, 4);
    for (const int limit : {4, 2, 1, 1}) {
        machine.next();
        EXPECT_EQ(machine.limit(), limit);
        EXPECT_EQ(machine.failed(failure(ErrorKind::Protocol)), Verdict::BackOff);
    }
}

}  // namespace
}  // namespace kube::test
