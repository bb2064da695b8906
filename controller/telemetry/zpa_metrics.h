#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/telemetry/metrics.h"

namespace telemetry {

// The zpa_* series. A tenant is named by its namespace/name; it has all its series at 0 from the first call for it on
// and none after remove_tenant(), which must be the last call for it. Whoever answers for ZPA chooses the codes: once a
// tenant has 64 counters, new ones are counted under code "other". Threads: any.
class ZpaMetrics {
public:
    static constexpr std::size_t kMaxCounters = 64;
    enum class Class { Read, Write };

    ZpaMetrics(Metrics& metrics, const base::Clock& clock);

    void remove_tenant(const std::string& tenant);

    // What needs no words of its own. The metric is one of metric_names.h.
    void set(const std::string& tenant, const Metric& metric, double value);
    // How many there are now by the values of a label; a value that is not named any more goes to 0.
    void set(const std::string& tenant, const Metric& metric, const std::string& label,
             const std::map<std::string, std::size_t>& by_value);

    void request_done(const std::string& tenant, const std::string& method, const std::string& code);
    void rate_limited(const std::string& tenant, Class call_class);
    void rate_waiting(const std::string& tenant, Class call_class, std::size_t count);
    void inventory_refreshed(const std::string& tenant, bool success);

private:
    using Series = std::pair<const Metric*, Metrics::Labels>;
    struct Tenant {
        std::set<Series> counters, gauges;
        std::optional<base::Instant> refreshed_at;
    };

    Tenant& tenant_of(const std::string& tenant) OP_REQUIRES(mutex_);
    prometheus::Counter& counter(const std::string& tenant, const Metric& metric, Metrics::Labels labels)
        OP_REQUIRES(mutex_);
    prometheus::Gauge& gauge(const std::string& tenant, const Metric& metric, Metrics::Labels labels)
        OP_REQUIRES(mutex_);
    void refresh_ages();

    Metrics& metrics_;
    const base::Clock& clock_;
    base::Mutex mutex_;
    std::map<std::string, Tenant> tenants_ OP_GUARDED_BY(mutex_);
    Metrics::Handle refresher_;  // last: nothing is refreshed while the rest goes
};

}  // namespace telemetry
