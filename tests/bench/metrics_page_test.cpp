#include "tests/bench/metrics_page.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace bench {
namespace {

constexpr auto kPage =
    "# HELP calls_total Calls.\n"
    "# TYPE calls_total counter\n"
    "calls_total{code=\"200\",host=\"a:1\"} 5\n"
    "calls_total{code=\"500\",host=\"a:1\"} 2\n"
    "calls_total{code=\"200\",host=\"b:2\"} 1e3\n"
    "calls_total_more{host=\"a:1\"} 77\n"
    "plain 3\n";

TEST(MetricsPage, SumsAMetricsSeries) {
    EXPECT_EQ(metric_sum(kPage, "calls_total"), 1007);
    EXPECT_EQ(metric_sum(kPage, "calls_total", host_label("https://a:1")), 7);
    EXPECT_EQ(metric_sum(kPage, "plain"), 3);
}

TEST(MetricsPage, WhatIsNotThereIsNoZero) {
    for (const auto& [name, labels] : {std::pair{"nothing", ""}, {"calls_total", "host=\"c:3\""}, {"calls", ""}}) {
        EXPECT_THROW(metric_sum(kPage, name, labels), std::runtime_error) << name;
        EXPECT_EQ(find_metric_sum(kPage, name, labels), std::nullopt) << name;
    }
    EXPECT_EQ(find_metric_sum(kPage, "plain"), 3);
    EXPECT_THROW(metric_sum("", "plain"), std::runtime_error);
}

TEST(MetricsPage, CountsSeries) { EXPECT_EQ(count_series(kPage), 5U); }

}  // namespace
}  // namespace bench
