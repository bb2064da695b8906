#include "controller/telemetry/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <regex>
#include <sstream>

#include "controller/telemetry/request_metrics.h"
#include "controller/telemetry/work_queue_metrics.h"
#include "tests/fakes/fake_clock.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

TEST(Metrics, OneSeriesHasOneCounter) {
    telemetry::Metrics metrics;
    auto& first = metrics.counter(telemetry::metric::rest_requests_total, {{"host", "a"}});
    EXPECT_EQ(&first, &metrics.counter(telemetry::metric::rest_requests_total, {{"host", "a"}}));
    EXPECT_NE(&first, &metrics.counter(telemetry::metric::rest_requests_total, {{"host", "b"}}));
}

TEST(Metrics, RemovedSeriesAreGone) {
    telemetry::Metrics metrics;
    metrics.gauge(telemetry::metric::zpa_tenant_ready, {{"tenant", "a"}});
    metrics.counter(telemetry::metric::zpa_requests_total, {{"tenant", "a"}});
    metrics.remove_gauge(telemetry::metric::zpa_tenant_ready, {{"tenant", "a"}});
    metrics.remove_gauge(telemetry::metric::zpa_tenant_ready, {{"tenant", "never there"}});
    metrics.remove_counter(telemetry::metric::zpa_requests_total, {{"tenant", "a"}});
    EXPECT_THAT(metrics.scrape(), Not(HasSubstr("tenant=")));
}

TEST(Metrics, WhatIsNoNumberIsLeftOut) {
    telemetry::Metrics metrics;
    metrics.gauge(telemetry::metric::process_threads).Set(std::numeric_limits<double>::quiet_NaN());
    metrics.gauge(telemetry::metric::process_open_fds).Set(5);
    const auto text = metrics.scrape();
    EXPECT_THAT(text, Not(HasSubstr("Nan")));
    EXPECT_THAT(text, Not(HasSubstr("\nprocess_threads")));
    EXPECT_THAT(text, HasSubstr("\nprocess_open_fds 5\n"));
}

TEST(Metrics, AreLookedUpBeforeEachScrapeUntilTheHandleIsGone) {
    telemetry::Metrics metrics;
    auto& threads = metrics.gauge(telemetry::metric::process_threads);
    auto handle = metrics.before_scrape([&] { threads.Increment(); });
    metrics.scrape();
    EXPECT_THAT(metrics.scrape(), HasSubstr("\nprocess_threads 2\n"));
    handle.reset();
    EXPECT_THAT(metrics.scrape(), HasSubstr("\nprocess_threads 2\n"));
}

TEST(Metrics, WrongLabelsThrowAtOnce) {
    telemetry::Metrics metrics;
    EXPECT_ANY_THROW(metrics.counter(telemetry::metric::zpa_keys, {{"bad label", "x"}}));
}

// Names and help texts are the compiler's to check.
TEST(Metrics, EveryLineIsWellFormed) {
    telemetry::Metrics metrics;
    const telemetry::Metrics::Labels labels{{"tenant", "a \"quoted\"\nname"}};
    metrics.gauge(telemetry::metric::zpa_tenant_ready, labels).Set(1);
    metrics.counter(telemetry::metric::zpa_requests_total, labels).Increment();
    metrics.histogram(telemetry::metric::rest_request_seconds, labels, telemetry::buckets::reconcile).Observe(1);
    const std::regex line(R"re(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)*\})? [-+.0-9eInf]+)re");
    std::istringstream lines(metrics.scrape());
    for (std::string text; std::getline(lines, text);) EXPECT_TRUE(std::regex_match(text, line)) << text;
}

TEST(Buckets, AreTheReferences) {
    EXPECT_EQ(telemetry::buckets::reconcile.size(), 40U);
    EXPECT_EQ(telemetry::buckets::work_queue.size(), 12U);
    EXPECT_EQ(telemetry::buckets::request.size(), 12U);
    EXPECT_TRUE(std::is_sorted(telemetry::buckets::reconcile.begin(), telemetry::buckets::reconcile.end()));
}

TEST(WorkQueueMetrics, AreThereBeforeTheFirstKey) {
    telemetry::Metrics metrics;
    const telemetry::WorkQueueMetrics observer(metrics, "thing");
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("workqueue_depth{controller=\"thing\",name=\"thing\",priority=\"0\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("workqueue_depth{controller=\"thing\",name=\"thing\",priority=\"-100\"} 0\n"));
    for (const auto* name : {"workqueue_adds_total", "workqueue_retries_total",
                             "workqueue_queue_duration_seconds_count", "workqueue_work_duration_seconds_count",
                             "workqueue_unfinished_work_seconds", "workqueue_longest_running_processor_seconds"}) {
        EXPECT_THAT(text, HasSubstr(std::string(name) + "{controller=\"thing\",name=\"thing\"} 0\n"));
    }
}

TEST(WorkQueueMetrics, FollowTheQueue) {
    telemetry::Metrics metrics;
    fakes::FakeClock clock;
    telemetry::WorkQueueMetrics observer(metrics, "thing");
    queue::WorkQueue queue({milliseconds(5), seconds(1000), &observer}, clock);
    const auto handle = observer.watch(queue);
    queue.add({"ns", "a"});
    queue.add({"ns", "b"});
    clock.advance(milliseconds(50));
    queue.try_get();
    queue.try_get();
    clock.advance(seconds(3));
    queue.done({"ns", "a"});
    queue.add_rate_limited({"ns", "a"});
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("workqueue_adds_total{controller=\"thing\",name=\"thing\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("workqueue_retries_total{controller=\"thing\",name=\"thing\"} 1\n"));
    EXPECT_THAT(
        text, HasSubstr("workqueue_queue_duration_seconds_bucket{controller=\"thing\",name=\"thing\",le=\"0.1\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("workqueue_work_duration_seconds_sum{controller=\"thing\",name=\"thing\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("workqueue_unfinished_work_seconds{controller=\"thing\",name=\"thing\"} 3\n"));
    EXPECT_THAT(text,
                HasSubstr("workqueue_longest_running_processor_seconds{controller=\"thing\",name=\"thing\"} 3\n"));
}

TEST(WorkQueueMetrics, PrioritiesAreCapped) {
    telemetry::Metrics metrics;
    telemetry::WorkQueueMetrics observer(metrics, "thing");
    for (int priority = 1; priority <= 100; ++priority) observer.depth_changed(priority, 1);
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("priority=\"23\"} 1"));
    EXPECT_THAT(text, Not(HasSubstr("priority=\"24\"}")));
}

TEST(RequestMetrics, CountByCodeMethodAndHost) {
    telemetry::Metrics metrics;
    telemetry::RequestMetrics requests(metrics, false);
    requests.request_done("api.test", "GET", "200", milliseconds(10));
    requests.request_done("api.test", "GET", "200", milliseconds(10));
    requests.request_done("api.test", "POST", "<error>", milliseconds(10));
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"200\",host=\"api.test\",method=\"GET\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"<error>\",host=\"api.test\",method=\"POST\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("rest_client_request_duration_seconds")));
}

TEST(RequestMetrics, LatenciesAreOptIn) {
    telemetry::Metrics metrics;
    telemetry::RequestMetrics requests(metrics, true);
    requests.request_done("api.test", "GET", "200", milliseconds(10));
    EXPECT_THAT(
        metrics.scrape(),
        HasSubstr("rest_client_request_duration_seconds_bucket{host=\"api.test\",verb=\"GET\",le=\"0.025\"} 1\n"));
}

TEST(RequestMetrics, ManyHostsBecomeOther) {
    telemetry::Metrics metrics;
    telemetry::RequestMetrics requests(metrics, false);
    for (int i = 0; i < 300; ++i) requests.request_done("host" + std::to_string(i), "GET", "200", milliseconds(1));
    EXPECT_THAT(metrics.scrape(), HasSubstr("code=\"other\",host=\"other\",method=\"GET\"} 100\n"));
}

TEST(RequestMetrics, WhatIsNoStatusIsOther) {
    telemetry::Metrics metrics;
    telemetry::RequestMetrics requests(metrics, false);
    for (const auto* code : {"0", "7", "99", "600", "999", "65535", "-10"}) {
        requests.request_done("api.test", "GET", code, milliseconds(1));
    }
    for (const auto* code : {"100", "599"}) requests.request_done("api.test", "GET", code, milliseconds(1));
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"other\",host=\"api.test\",method=\"GET\"} 7\n"));
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"100\",host=\"api.test\",method=\"GET\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"599\",host=\"api.test\",method=\"GET\"} 1\n"));
}

TEST(RequestMetrics, NoPeerMakesSeriesWithoutEnd) {
    telemetry::Metrics metrics;
    telemetry::RequestMetrics requests(metrics, true);
    requests.request_done("kubernetes", "GET", "200", milliseconds(1));
    for (int i = 100; i < 600; ++i) {
        const auto host = i % 2 == 0 ? "zpa.test" : "host" + std::to_string(i);
        requests.request_done(host, "GET", std::to_string(i), milliseconds(1));
    }
    const auto text = metrics.scrape();
    const auto lines_with = [&](const std::string& begin) {
        std::istringstream lines(text);
        std::size_t count = 0;
        for (std::string line; std::getline(lines, line);) count += line.starts_with(begin) ? 1U : 0U;
        return count;
    };
    EXPECT_EQ(lines_with("rest_client_requests_total{"), 201U);
    EXPECT_EQ(lines_with("rest_client_request_duration_seconds_count{"), 102U)
        << "half of 198, kubernetes, zpa.test and other";
}

TEST(RequestMetrics, NobodyTakesThePlaceOfTheApiServer) {
    telemetry::Metrics metrics;
    telemetry::RequestMetrics requests(metrics, false);
    requests.request_done("kubernetes", "GET", "200", milliseconds(1));
    for (int i = 100; i < 600; ++i) requests.request_done("zpa.test", "GET", std::to_string(i), milliseconds(1));
    requests.request_done("kubernetes", "GET", "503", milliseconds(1));
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"503\",host=\"kubernetes\",method=\"GET\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"other\",host=\"other\",method=\"GET\"} 301\n"));
}

}  // namespace
