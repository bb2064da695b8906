#include "controller/telemetry/zpa_metrics.h"

#include "controller/telemetry/code_label.h"

namespace telemetry {

namespace {

const char* text_of(ZpaMetrics::Class call_class) { return call_class == ZpaMetrics::Class::Read ? "read" : "write"; }

}  // namespace

ZpaMetrics::ZpaMetrics(Metrics& metrics, const base::Clock& clock)
    : metrics_(metrics), clock_(clock), refresher_(metrics.before_scrape([this] { refresh_ages(); })) {}

ZpaMetrics::Tenant& ZpaMetrics::tenant_of(const std::string& tenant) {
    const auto [entry, added] = tenants_.try_emplace(tenant);
    if (!added) return entry->second;
    for (const auto call_class : {Class::Read, Class::Write}) {
        counter(tenant, metric::zpa_rate_limited_total, {{"class", text_of(call_class)}});
        gauge(tenant, metric::zpa_rate_waiting, {{"class", text_of(call_class)}});
    }
    for (const auto* result : {"success", "error"}) {
        counter(tenant, metric::zpa_inventory_refresh_total, {{"result", result}});
    }
    gauge(tenant, metric::zpa_tenant_ready, {});
    return entry->second;
}

void ZpaMetrics::remove_tenant(const std::string& tenant) {
    const base::MutexLock lock(mutex_);
    const auto entry = tenants_.find(tenant);
    if (entry == tenants_.end()) return;
    for (const auto& [metric, labels] : entry->second.counters) metrics_.remove_counter(*metric, labels);
    for (const auto& [metric, labels] : entry->second.gauges) metrics_.remove_gauge(*metric, labels);
    tenants_.erase(entry);
}

prometheus::Counter& ZpaMetrics::counter(const std::string& tenant, const Metric& metric, Metrics::Labels labels) {
    labels["tenant"] = tenant;
    auto& series = metrics_.counter(metric, labels);
    tenant_of(tenant).counters.emplace(&metric, std::move(labels));
    return series;
}

prometheus::Gauge& ZpaMetrics::gauge(const std::string& tenant, const Metric& metric, Metrics::Labels labels) {
    labels["tenant"] = tenant;
    auto& series = metrics_.gauge(metric, labels);
    tenant_of(tenant).gauges.emplace(&metric, std::move(labels));
    return series;
}

void ZpaMetrics::set(const std::string& tenant, const Metric& metric, double value) {
    const base::MutexLock lock(mutex_);
    gauge(tenant, metric, {}).Set(value);
}

void ZpaMetrics::set(const std::string& tenant, const Metric& metric, const std::string& label,
                     const std::map<std::string, std::size_t>& by_value) {
    const base::MutexLock lock(mutex_);
    for (const auto& [known, labels] : tenant_of(tenant).gauges) {
        if (known == &metric) metrics_.gauge(metric, labels).Set(0);
    }
    for (const auto& [value, count] : by_value) {
        gauge(tenant, metric, {{label, value}}).Set(static_cast<double>(count));
    }
}

void ZpaMetrics::request_done(const std::string& tenant, const std::string& method, const std::string& code) {
    const base::MutexLock lock(mutex_);
    const auto& known = tenant_of(tenant).counters;
    Metrics::Labels labels{{"tenant", tenant}, {"method", method}, {"code", code_label(code)}};
    if (known.size() >= kMaxCounters && !known.contains({&metric::zpa_requests_total, labels})) {
        labels["code"] = "other";
    }
    counter(tenant, metric::zpa_requests_total, std::move(labels)).Increment();
}

void ZpaMetrics::rate_limited(const std::string& tenant, Class call_class) {
    const base::MutexLock lock(mutex_);
    counter(tenant, metric::zpa_rate_limited_total, {{"class", text_of(call_class)}}).Increment();
}

void ZpaMetrics::rate_waiting(const std::string& tenant, Class call_class, std::size_t count) {
    const base::MutexLock lock(mutex_);
    gauge(tenant, metric::zpa_rate_waiting, {{"class", text_of(call_class)}}).Set(static_cast<double>(count));
}

void ZpaMetrics::inventory_refreshed(const std::string& tenant, bool success) {
    const base::MutexLock lock(mutex_);
    counter(tenant, metric::zpa_inventory_refresh_total, {{"result", success ? "success" : "error"}}).Increment();
    if (success) tenant_of(tenant).refreshed_at = clock_.now();
}

// An inventory that was never complete has no age.
void ZpaMetrics::refresh_ages() {
    const base::MutexLock lock(mutex_);
    for (const auto& [tenant, state] : tenants_) {
        if (!state.refreshed_at) continue;
        const auto age = base::seconds_of(clock_.now() - *state.refreshed_at);
        gauge(tenant, metric::zpa_inventory_age_seconds, {}).Set(age);
    }
}

}  // namespace telemetry
