#include "tests/bench/metrics_page.h"

#include <gtest/gtest.h>

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
    EXPECT_EQ(metric_sum(kPage, "calls_total", "host=\"a:1\""), 7);
    EXPECT_EQ(metric_sum(kPage, "plain"), 3);
    EXPECT_EQ(metric_sum(kPage, "nothing"), 0);
}

TEST(MetricsPage, CountsSeries) { EXPECT_EQ(count_series(kPage), 5U); }

}  // namespace
}  // namespace bench
