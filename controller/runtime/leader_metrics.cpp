#include "controller/runtime/leader_metrics.h"

namespace runtime {

LeaderMetrics::LeaderMetrics(telemetry::Metrics& metrics, const std::string& lease_name, const LeaderElector& elector) {
    auto& status = metrics.gauge(telemetry::metric::leader_status, {{"name", lease_name}});
    auto& slow_paths = metrics.counter(telemetry::metric::leader_slowpath_total, {{"name", lease_name}});
    handle_ = metrics.before_scrape([&status, &slow_paths, &elector] {
        status.Set(elector.leading() ? 1 : 0);
        slow_paths.Increment(static_cast<double>(elector.slow_paths()) - slow_paths.Value());
    });
}

}  // namespace runtime
