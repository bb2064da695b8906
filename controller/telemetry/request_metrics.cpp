#include "controller/telemetry/request_metrics.h"

#include "controller/telemetry/code_label.h"

namespace telemetry {

void RequestMetrics::request_done(std::string_view host, std::string_view method, std::string_view code,
                                  base::Duration duration) {
    const base::MutexLock lock(mutex_);
    const Key& key = counted({code_label(code), std::string(method), std::string(host)});
    counters_.at(key)->Increment();
    if (!latencies_) return;
    metrics_
        .histogram(metric::rest_request_seconds, {{"verb", std::get<1>(key)}, {"host", std::get<2>(key)}},
                   buckets::request)
        .Observe(base::seconds_of(duration));
}

const RequestMetrics::Key& RequestMetrics::counted(Key key) {
    if (counters_.empty()) first_host_ = std::get<2>(key);
    auto known = counters_.find(key);
    if (known == counters_.end() && counters_.size() >= kMaxSeries && std::get<2>(key) != first_host_) {
        key = {"other", std::get<1>(key), "other"};
        known = counters_.find(key);
    }
    if (known != counters_.end()) return known->first;
    const auto& [code, method, host] = key;
    auto& series = metrics_.counter(metric::rest_requests_total, {{"code", code}, {"method", method}, {"host", host}});
    return counters_.emplace(key, &series).first->first;
}

}  // namespace telemetry
