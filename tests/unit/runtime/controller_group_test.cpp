#include "controller/runtime/controller_group.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/unit/runtime/scripted_api.h"

namespace {

using std::chrono::hours;
using std::chrono::seconds;

// Runs until it is told to end, by the test or by its stop token.
class LongRun final : public runtime::Reconciler {
public:
    runtime::Result reconcile(const kube::ObjectKey&, const runtime::RunContext& context) override {
        ++begun;
        fakes::eventually([&] { return finish || context.stop.stop_requested(); }, seconds(30));
        if (context.stop.stop_requested()) ++cut_short;
        return runtime::Result::await_change();
    }
    std::atomic<int> begun{0}, cut_short{0};
    std::atomic<bool> finish{false};
};

class ControllerGroup : public testing::Test {
protected:
    // One run under way in each, and one more queued behind it.
    ControllerGroup() {
        group_.start();
        for (auto* queue : {&keys_queue_, &tenants_queue_}) {
            queue->add({"ns", "a"});
            queue->add({"ns", "b"});
        }
        EXPECT_TRUE(fakes::eventually([&] { return keys_.begun == 1 && tenants_.begun == 1; }));
    }
    std::future<bool> stop(base::Duration grace) {
        return std::async(std::launch::async, [this, grace] { return group_.stop(grace, hurry_.get_token()); });
    }

    const fakes::FakeClock clock_;
    queue::WorkQueue keys_queue_{{}, clock_}, tenants_queue_{{}, clock_};
    LongRun keys_, tenants_;
    runtime::Controller first_{{"keys", 1, nullptr}, keys_, keys_queue_, clock_, base::system_random(), tests::quiet()};
    runtime::Controller second_{{"tenants", 1, nullptr}, tenants_,      tenants_queue_, clock_,
                                base::system_random(),   tests::quiet()};
    runtime::ControllerGroup group_{&first_, &second_};
    std::stop_source hurry_;
};

TEST_F(ControllerGroup, NoneBeginsAnotherRunWhileTheOtherIsWaitedFor) {
    auto stopped = stop(hours(1));
    // Whichever is waited for first: the other one's queue is shut already, and takes nothing new.
    int asked = 0;
    EXPECT_TRUE(fakes::eventually([&] {
        const kube::ObjectKey late{"ns", "late" + std::to_string(++asked)};
        const auto takes = [&](queue::WorkQueue& queue) {
            const auto before = queue.size();
            queue.add(late);
            return queue.size() > before;
        };
        return !takes(keys_queue_) && !takes(tenants_queue_);
    }));
    keys_.finish = true;
    tenants_.finish = true;
    EXPECT_TRUE(stopped.get());
    EXPECT_EQ(keys_.begun + tenants_.begun, 2);
    EXPECT_EQ(keys_.cut_short + tenants_.cut_short, 0);
}

TEST_F(ControllerGroup, OneGraceIsForAll) {
    const auto begun = std::chrono::steady_clock::now();
    constexpr auto grace = seconds(2);
    EXPECT_FALSE(stop(grace).get());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 2 * grace);
    EXPECT_EQ(keys_.cut_short + tenants_.cut_short, 2);
}

TEST_F(ControllerGroup, WhatMayNotWriteAnyMoreIsNotWaitedFor) {
    auto stopped = stop(hours(1));
    hurry_.request_stop();
    ASSERT_EQ(stopped.wait_for(seconds(20)), std::future_status::ready);
    EXPECT_FALSE(stopped.get());
    EXPECT_EQ(keys_.cut_short + tenants_.cut_short, 2);
}

}  // namespace
