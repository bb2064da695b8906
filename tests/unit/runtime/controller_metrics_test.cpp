#include "controller/runtime/controller_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/runtime/leader_metrics.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using Outcome = runtime::ReconcileObserver::Outcome;
using testing::HasSubstr;

TEST(ControllerMetrics, AreThereBeforeTheFirstRun) {
    telemetry::Metrics metrics;
    const runtime::ControllerMetrics things(metrics, "thing", 4);
    const auto text = metrics.scrape();
    for (const auto* result : {"success", "error", "requeue", "requeue_after"}) {
        EXPECT_THAT(text, HasSubstr("controller_runtime_reconcile_total{controller=\"thing\",result=\"" +
                                    std::string(result) + "\"} 0\n"));
    }
    EXPECT_THAT(text, HasSubstr("controller_runtime_max_concurrent_reconciles{controller=\"thing\"} 4\n"));
    EXPECT_THAT(text, HasSubstr("controller_runtime_reconcile_errors_total{controller=\"thing\"} 0\n"));
    EXPECT_THAT(text,
                HasSubstr("controller_runtime_reconcile_time_seconds_bucket{controller=\"thing\",le=\"60\"} 0\n"));
}

TEST(ControllerMetrics, CountRunsByTheirOutcome) {
    telemetry::Metrics metrics;
    runtime::ControllerMetrics things(metrics, "thing", 4);
    things.run_started();
    EXPECT_THAT(metrics.scrape(), HasSubstr("controller_runtime_active_workers{controller=\"thing\"} 1\n"));
    things.run_finished(Outcome::Error, std::chrono::milliseconds(30));
    things.run_started();
    things.run_finished(Outcome::RequeueAfter, std::chrono::seconds(2));
    const auto text = metrics.scrape();
    EXPECT_THAT(text, HasSubstr("controller_runtime_active_workers{controller=\"thing\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("{controller=\"thing\",result=\"error\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("{controller=\"thing\",result=\"requeue_after\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("controller_runtime_reconcile_errors_total{controller=\"thing\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("controller_runtime_reconcile_time_seconds_count{controller=\"thing\"} 2\n"));
    EXPECT_THAT(text,
                HasSubstr("controller_runtime_reconcile_time_seconds_bucket{controller=\"thing\",le=\"0.05\"} 1\n"));
}

TEST(LeaderMetrics, SayWhoLeads) {
    fakes::FakeClock clock;
    tests::ScriptedApi api(clock);
    api.answer([](const http::Request& request) {
        if (request.method == "GET") return tests::ScriptedApi::refusal(404, "NotFound");
        return tests::ScriptedApi::reply(201, nlohmann::json::parse(request.body));
    });
    runtime::LeaderElectionOptions options;
    options.namespace_name = "ns";
    options.name = "lock";
    options.identity = "me";
    runtime::LeaderElector elector(options, api.connection(), clock, base::system_random(), tests::quiet());
    telemetry::Metrics metrics;
    const runtime::LeaderMetrics leader(metrics, "lock", elector);
    EXPECT_THAT(metrics.scrape(), HasSubstr("leader_election_master_status{name=\"lock\"} 0\n"));
    ASSERT_TRUE(elector.wait_until_leading({}));
    EXPECT_THAT(metrics.scrape(), HasSubstr("leader_election_master_status{name=\"lock\"} 1\n"));
    EXPECT_THAT(metrics.scrape(), HasSubstr("leader_election_slowpath_total{name=\"lock\"} 0\n"));
}

}  // namespace
