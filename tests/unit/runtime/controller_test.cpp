#include "controller/runtime/controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "controller/base/error.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using Outcome = runtime::ReconcileObserver::Outcome;
using base::Error;
using base::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

const kube::ObjectKey a{"ns", "a"};

class Script final : public runtime::Reconciler {
public:
    std::function<runtime::Result(const kube::ObjectKey&, const runtime::RunContext&)> run;
    std::atomic<int> runs{0};
    runtime::Result reconcile(const kube::ObjectKey& key, const runtime::RunContext& context) override {
        ++runs;
        return run(key, context);
    }
};

class Notes final : public runtime::ReconcileObserver {
public:
    void run_started() override { ++started; }
    void run_finished(Outcome outcome, base::Duration) override {
        const std::lock_guard lock(mutex);
        outcomes.push_back(outcome);
    }
    std::vector<Outcome> seen() {
        const std::lock_guard lock(mutex);
        return outcomes;
    }
    std::atomic<int> started{0};
    std::mutex mutex;
    std::vector<Outcome> outcomes;
};

class Controller : public testing::Test {
protected:
    void run_once(std::function<runtime::Result()> body) {
        script_.run = [body = std::move(body)](const auto&, const auto&) { return body(); };
        queue_.add(a);
        start();
        ASSERT_TRUE(fakes::eventually([&] { return notes_.seen().size() == 1 && queue_.in_progress() == 0; }));
    }
    void throw_once(const Error& error) {
        run_once([error]() -> runtime::Result { throw Error(error); });
    }
    void start() {
        controller_.emplace(runtime::Controller::Options{"things", 2, &notes_}, script_, queue_, clock_,
                            base::system_random(), fakes::logger_into(log_));
        controller_->start();
    }
    bool errors_logged() const { return log_->contains("reconcile failed"); }

    fakes::FakeClock clock_;  // stands still: what is delayed stays in the queue, to be looked at
    queue::WorkQueue queue_{{}, clock_};
    std::shared_ptr<fakes::CapturingLogSink> log_ = std::make_shared<fakes::CapturingLogSink>();
    Script script_;
    Notes notes_;
    std::optional<runtime::Controller> controller_;
};

TEST_F(Controller, NothingMoreIsWantedAfterSuccess) {
    queue_.add_rate_limited(a);
    run_once([] { return runtime::Result::await_change(); });
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Success));
    EXPECT_EQ(queue_.size(), 0U);
    EXPECT_EQ(queue_.failures(a), 0) << "success forgets failures";
}

TEST_F(Controller, ARunIsRepeatedAfterTheDelayItAskedFor) {
    run_once([] { return runtime::Result::after(seconds(60), queue::kPriorityLow); });
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::RequeueAfter));
    clock_.advance(seconds(59));
    EXPECT_FALSE(queue_.try_get());
    clock_.advance(seconds(1));
    const auto item = queue_.try_get();
    ASSERT_TRUE(item);
    EXPECT_EQ(item->priority, queue::kPriorityLow);
    queue_.done(item->key);
}

TEST_F(Controller, NowRunsOnceMoreAtOnce) {
    script_.run = [this](const auto&, const auto&) {
        return script_.runs == 1 ? runtime::Result::after(base::Duration::zero()) : runtime::Result::await_change();
    };
    queue_.add(a);
    start();
    ASSERT_TRUE(fakes::eventually([&] { return notes_.seen().size() == 2; }));
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Requeue, Outcome::Success));
}

TEST_F(Controller, ConflictIsRetriedQuicklyAndSilently) {
    throw_once({ErrorKind::Conflict, "somebody else wrote"});
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Requeue));
    EXPECT_FALSE(errors_logged());
    EXPECT_EQ(queue_.size(), 1U);
    EXPECT_EQ(queue_.failures(a), 1);
}

TEST_F(Controller, TooManyRequestsComesBackWhenToldAndIsNoError) {
    throw_once(Error(ErrorKind::TooManyRequests, "slow down").with_retry_after(milliseconds(4000)));
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::RequeueAfter));
    EXPECT_FALSE(errors_logged());
    EXPECT_EQ(queue_.failures(a), 0);
    EXPECT_EQ(queue_.size(), 1U);
}

TEST_F(Controller, TooManyRequestsWithNowForATimeBacksOff) {
    queue_.add_rate_limited(a);
    throw_once(Error(ErrorKind::TooManyRequests, "slow down").with_retry_after(milliseconds(0)));
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::RequeueAfter));
    EXPECT_FALSE(errors_logged());
    EXPECT_EQ(queue_.failures(a), 2);
    EXPECT_EQ(queue_.size(), 1U);
}

TEST_F(Controller, TooManyRequestsWithoutATimeIsAnError) {
    throw_once({ErrorKind::TooManyRequests, "slow down"});
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Error));
    EXPECT_EQ(queue_.failures(a), 1);
}

TEST_F(Controller, FencedIsNotRetried) {
    throw_once({ErrorKind::Fenced, "not the leader"});
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Error));
    EXPECT_EQ(queue_.size(), 0U);
}

TEST_F(Controller, OtherErrorsAreLoggedCountedAndBackedOff) {
    throw_once({ErrorKind::Unavailable, "the cloud is away"});
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Error));
    EXPECT_EQ(queue_.failures(a), 1);
    EXPECT_EQ(queue_.size(), 1U);
    EXPECT_TRUE(errors_logged());
    EXPECT_TRUE(log_->contains("the cloud is away"));
}

TEST_F(Controller, AnythingElseThatIsThrownIsAnErrorToo) {
    run_once([]() -> runtime::Result { throw std::out_of_range("a bug"); });
    EXPECT_EQ(queue_.failures(a), 1);
}

TEST_F(Controller, WhatIsNoExceptionIsAnErrorToo) {
    run_once([]() -> runtime::Result { throw 5; });
    EXPECT_EQ(queue_.failures(a), 1);
}

TEST_F(Controller, CancelledWithoutAStopIsAnError) {
    throw_once({ErrorKind::Cancelled, "cut short"});
    EXPECT_EQ(queue_.failures(a), 1);
}

TEST_F(Controller, EveryRunHasAnIdAndNamesItsObject) {
    script_.run = [](const auto&, const runtime::RunContext& run) {
        run.log.info("hello");
        return runtime::Result::await_change();
    };
    queue_.add(a);
    start();
    ASSERT_TRUE(fakes::eventually([&] { return notes_.seen().size() == 1; }));
    for (const auto* field :
         {"\"controller\":\"things\"", "\"namespace\":\"ns\"", "\"name\":\"a\"", "\"reconcileID\":\""}) {
        EXPECT_TRUE(log_->contains(field)) << field;
    }
}

TEST_F(Controller, StopLetsARunFinish) {
    std::atomic<bool> go_on{false};
    script_.run = [&](const auto&, const auto&) {
        while (!go_on) std::this_thread::yield();
        return runtime::Result::await_change();
    };
    queue_.add(a);
    start();
    ASSERT_TRUE(fakes::eventually([&] { return notes_.started == 1; }));
    const std::jthread releaser([&] { go_on = true; });
    EXPECT_TRUE(controller_->stop(seconds(10)));
    EXPECT_THAT(notes_.seen(), ElementsAre(Outcome::Success));
}

TEST_F(Controller, StopAfterTheGraceAsksTheRunToEndAndDropsIt) {
    script_.run = [](const auto&, const runtime::RunContext& run) -> runtime::Result {
        while (!run.stop.stop_requested()) std::this_thread::yield();
        throw Error(ErrorKind::Cancelled, "stopped");
    };
    queue_.add(a);
    start();
    ASSERT_TRUE(fakes::eventually([&] { return notes_.started == 1; }));
    EXPECT_FALSE(controller_->stop(milliseconds(1)));
    EXPECT_FALSE(errors_logged());
    EXPECT_EQ(queue_.size(), 0U);
}

TEST_F(Controller, StopWithoutStartIsHarmless) {
    runtime::Controller idle({"idle", 1, nullptr}, script_, queue_, clock_, base::system_random(), tests::quiet());
    EXPECT_TRUE(idle.stop(seconds(0)));
}

TEST(Result, SoonerIsTheOneThatRunsFirst) {
    using runtime::Result;
    const auto change = Result::await_change();
    const auto early = Result::after(seconds(1), queue::kPriorityLow);
    const auto late = Result::after(seconds(2), queue::kPriorityHigh);
    EXPECT_EQ(Result::sooner(change, change).requeue_after, std::nullopt);
    for (const auto& [one, other] : {std::pair(early, late), {late, early}, {early, change}, {change, early}}) {
        EXPECT_EQ(Result::sooner(one, other).requeue_after, early.requeue_after);
        EXPECT_EQ(Result::sooner(one, other).priority, early.priority);
    }
    EXPECT_EQ(Result::sooner(late, Result::after(seconds(2))).priority, late.priority) << "the first where both do";
}

}  // namespace
