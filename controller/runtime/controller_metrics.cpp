#include "controller/runtime/controller_metrics.h"

namespace runtime {

namespace metric = telemetry::metric;

ControllerMetrics::ControllerMetrics(telemetry::Metrics& metrics, const std::string& controller, int workers)
    : errors_(metrics.counter(metric::reconcile_errors_total, {{"controller", controller}})),
      seconds_(metrics.histogram(metric::reconcile_time_seconds, {{"controller", controller}},
                                 telemetry::buckets::reconcile)),
      active_(metrics.gauge(metric::active_workers, {{"controller", controller}})) {
    metrics.gauge(metric::max_concurrent_reconciles, {{"controller", controller}}).Set(workers);
    for (const auto& [outcome, text] : {std::pair{Outcome::Success, "success"},
                                        {Outcome::Error, "error"},
                                        {Outcome::Requeue, "requeue"},
                                        {Outcome::RequeueAfter, "requeue_after"}}) {
        results_[outcome] = &metrics.counter(metric::reconcile_total, {{"controller", controller}, {"result", text}});
    }
}

void ControllerMetrics::run_finished(Outcome outcome, base::Duration duration) {
    active_.Decrement();
    results_.at(outcome)->Increment();
    if (outcome == Outcome::Error) errors_.Increment();
    seconds_.Observe(base::seconds_of(duration));
}

}  // namespace runtime
