#pragma once

#include <optional>
#include <string>

#include "controller/telemetry/metrics.h"

namespace telemetry {

// The process_* series, read from /proc at each scrape for as long as this lives. What cannot be read keeps its last
// value.
class ProcessMetrics {
public:
    explicit ProcessMetrics(Metrics& metrics, std::string proc = "/proc");

private:
    void refresh();
    void read_stat();
    std::optional<double> boot_seconds() const;

    const std::string proc_;
    prometheus::Counter& cpu_;
    prometheus::Gauge& resident_;
    prometheus::Gauge& virtual_;
    prometheus::Gauge& open_fds_;
    prometheus::Gauge& max_fds_;
    prometheus::Gauge& start_;
    prometheus::Gauge& threads_;
    Metrics::Handle refresher_;
};

}  // namespace telemetry
