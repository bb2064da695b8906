#include "controller/base/stop.h"

#include <gtest/gtest.h>

#include <thread>

namespace {

using namespace std::chrono_literals;

TEST(SleepFor, EndsAfterItsTime) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_FALSE(base::sleep_for(std::stop_token(), 20ms));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 20ms);
}

TEST(SleepFor, EndsAtOnceWhenStopped) {
    std::stop_source source;
    std::jthread stopper([&] { source.request_stop(); });
    EXPECT_TRUE(base::sleep_for(source.get_token(), base::Duration::max()));
}

TEST(SleepFor, DoesNotBeginWhenAlreadyStopped) {
    std::stop_source source;
    source.request_stop();
    EXPECT_TRUE(base::sleep_for(source.get_token(), 1h));
}

TEST(SleepFor, TakesNoTimeForNoDuration) { EXPECT_FALSE(base::sleep_for(std::stop_token(), -5s)); }

}  // namespace
