#include "controller/runtime/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "tests/fakes/stuck_log_sink.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

TEST(Signals, TermAsksForAStop) {
    runtime::Signals signals(tests::quiet());
    EXPECT_FALSE(signals.token().stop_requested());
    kill(getpid(), SIGTERM);
    EXPECT_TRUE(fakes::eventually([&] { return signals.token().stop_requested(); }));
}

TEST(Signals, InterruptAsksForAStop) {
    runtime::Signals signals(tests::quiet());
    kill(getpid(), SIGINT);
    EXPECT_TRUE(fakes::eventually([&] { return signals.token().stop_requested(); }));
}

TEST(SignalsDeathTest, TheSecondSignalEndsTheProcessAtOnce) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            runtime::Signals signals(tests::quiet());
            kill(getpid(), SIGTERM);
            while (!signals.token().stop_requested()) std::this_thread::yield();
            kill(getpid(), SIGINT);
            while (true) pause();
        },
        testing::ExitedWithCode(1), "");
}

TEST(Signals, TheFirstSignalAfterTheProgramsOwnWishIsNoSecondOne) {
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    runtime::Signals signals(fakes::logger_into(sink));
    signals.request_stop();
    kill(getpid(), SIGTERM);
    EXPECT_TRUE(fakes::eventually([&] { return sink->contains("stopping"); }));
}

TEST(Signals, ALogThatNobodyReadsDoesNotStandInTheWay) {
    const auto sink = std::make_shared<fakes::StuckLogSink>();
    runtime::Signals signals(base::Logger(base::LogLevel::Debug, base::LogFormat::Json, sink));
    sink->stick();
    kill(getpid(), SIGTERM);
    EXPECT_TRUE(fakes::eventually([&] { return signals.token().stop_requested(); }));
    sink->release();
}

TEST(Signals, ABrokenPipeIsNoEnd) {
    const runtime::Signals signals(tests::quiet());
    EXPECT_EQ(raise(SIGPIPE), 0);
}

}  // namespace
