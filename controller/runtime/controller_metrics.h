#pragma once

#include <map>
#include <string>

#include "controller/runtime/controller.h"
#include "controller/telemetry/metrics.h"

namespace runtime {

// The controller_runtime_* series of one controller, all at 0 from the start so that rates work from the first scrape.
// Threads: any.
class ControllerMetrics final : public ReconcileObserver {
public:
    ControllerMetrics(telemetry::Metrics& metrics, const std::string& controller, int workers);
    void run_started() override { active_.Increment(); }
    void run_finished(Outcome outcome, base::Duration duration) override;

private:
    prometheus::Counter& errors_;
    prometheus::Histogram& seconds_;
    prometheus::Gauge& active_;
    std::map<Outcome, prometheus::Counter*> results_;  // constant after construction
};

}  // namespace runtime
