#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>

#include "controller/base/mutex.h"
#include "controller/base/request_observer.h"
#include "controller/telemetry/metrics.h"

namespace telemetry {

// The rest_client_* series, for every host that is talked to. Latencies are opt-in, as in controller-runtime: their
// buckets are most of a scrape. Peers choose codes and tenants choose hosts: after 200 series of requests what is new
// is counted under code and host "other", its latency too. Never so the first host, which is the API server: without it
// no tenant is known. Threads: any.
class RequestMetrics final : public base::RequestObserver {
public:
    static constexpr std::size_t kMaxSeries = 200;

    RequestMetrics(Metrics& metrics, bool latencies) : metrics_(metrics), latencies_(latencies) {}
    void request_done(std::string_view host, std::string_view method, std::string_view code,
                      base::Duration duration) override;

private:
    using Key = std::tuple<std::string, std::string, std::string>;
    const Key& counted(Key key) OP_REQUIRES(mutex_);  // the key it is counted under, which has a counter then

    Metrics& metrics_;
    const bool latencies_;
    base::Mutex mutex_;
    std::map<Key, prometheus::Counter*> counters_ OP_GUARDED_BY(mutex_);
    std::string first_host_ OP_GUARDED_BY(mutex_);
};

}  // namespace telemetry
