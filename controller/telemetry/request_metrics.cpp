#include "controller/telemetry/request_metrics.h"

namespace telemetry {

void RequestMetrics::request_done(std::string_view host, std::string_view method, std::string_view code,
                                  base::Duration duration) {
    const base::MutexLock lock(mutex_);
    counter({std::string(code), std::string(method), std::string(host)}).Increment();
    if (!latencies_) return;
    metrics_
        .histogram(metric::rest_request_seconds, {{"verb", std::string(method)}, {"host", std::string(host)}},
                   buckets::request)
        .Observe(std::chrono::duration<double>(duration).count());
}

prometheus::Counter& RequestMetrics::counter(Key key) {
    const auto known = counters_.find(key);
    if (known != counters_.end()) return *known->second;
    if (counters_.size() >= kMaxSeries) std::get<2>(key) = "other";
    const auto& [code, method, host] = key;
    auto& series = metrics_.counter(metric::rest_requests_total, {{"code", code}, {"method", method}, {"host", host}});
    counters_.emplace(key, &series);
    return series;
}

}  // namespace telemetry
