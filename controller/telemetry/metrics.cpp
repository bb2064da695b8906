#include "controller/telemetry/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cmath>

namespace telemetry {

namespace {

template <typename Builder>
auto& family(Builder builder, const Metric& metric, prometheus::Registry& registry) {
    return builder.Name(metric.name).Help(metric.help).Register(registry);
}

bool is_number(const prometheus::MetricFamily& family, const prometheus::ClientMetric& series) {
    return family.type != prometheus::MetricType::Gauge || !std::isnan(series.gauge.value);
}

}  // namespace

prometheus::Counter& Metrics::counter(const Metric& metric, const Labels& labels) {
    return family(prometheus::BuildCounter(), metric, registry_).Add(labels);
}

prometheus::Gauge& Metrics::gauge(const Metric& metric, const Labels& labels) {
    return family(prometheus::BuildGauge(), metric, registry_).Add(labels);
}

prometheus::Histogram& Metrics::histogram(const Metric& metric, const Labels& labels,
                                          const std::vector<double>& buckets) {
    return family(prometheus::BuildHistogram(), metric, registry_).Add(labels, buckets);
}

void Metrics::remove_counter(const Metric& metric, const Labels& labels) {
    auto& counters = family(prometheus::BuildCounter(), metric, registry_);
    if (counters.Has(labels)) counters.Remove(&counters.Add(labels));
}

void Metrics::remove_gauge(const Metric& metric, const Labels& labels) {
    auto& gauges = family(prometheus::BuildGauge(), metric, registry_);
    if (gauges.Has(labels)) gauges.Remove(&gauges.Add(labels));
}

Metrics::Handle Metrics::before_scrape(std::function<void()> refresh) {
    const base::MutexLock lock(mutex_);
    const int id = next_++;
    refreshers_.emplace(id, std::move(refresh));
    return {this, [this, id](const void*) {
                const base::MutexLock inner(mutex_);
                refreshers_.erase(id);
            }};
}

std::string Metrics::scrape() {
    {
        const base::MutexLock lock(mutex_);
        for (const auto& [id, refresh] : refreshers_) refresh();
    }
    auto families = registry_.Collect();
    for (auto& family : families) {
        std::erase_if(family.metric, [&](const auto& series) { return !is_number(family, series); });
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace telemetry
