#include "controller/telemetry/health.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/fakes/capturing_log_sink.h"

namespace {

class Health : public testing::Test {
protected:
    std::shared_ptr<fakes::CapturingLogSink> log_ = std::make_shared<fakes::CapturingLogSink>();
    telemetry::Health health_{"readyz", fakes::logger_into(log_)};
    std::optional<std::string> wrong_;
};

TEST_F(Health, ChecksAreToldInTheOrderTheyWereAdded) {
    health_.add("second-letter", [] { return std::nullopt; });
    health_.add("a", [] { return "no"; });
    const auto findings = health_.look();
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_TRUE(findings[0].healthy);
    EXPECT_EQ(findings[1].name, "a");
    EXPECT_FALSE(findings[1].healthy);
}

TEST_F(Health, ExcludedChecksAreNotRun) {
    bool ran = false;
    health_.add("a", [&]() -> std::optional<std::string> {
        ran = true;
        return std::nullopt;
    });
    EXPECT_TRUE(health_.look({"a"}).empty());
    EXPECT_FALSE(ran);
}

TEST_F(Health, ACheckThatThrowsHasFailed) {
    health_.add("a", []() -> std::optional<std::string> { throw std::runtime_error("broken"); });
    EXPECT_FALSE(health_.look_at("a")->healthy);
    EXPECT_FALSE(health_.look_at("b"));
}

TEST_F(Health, AReasonIsLoggedOnceUntilItChanges) {
    health_.add("a", [this] { return wrong_; });
    wrong_ = "first";
    for (int i = 0; i < 5; ++i) health_.look();
    EXPECT_EQ(log_->lines().size(), 1U);
    wrong_ = "second";
    health_.look();
    wrong_.reset();
    health_.look();
    health_.look();
    EXPECT_EQ(log_->lines().size(), 3U);
}

}  // namespace
