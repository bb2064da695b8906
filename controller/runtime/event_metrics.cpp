#include "controller/runtime/event_metrics.h"

namespace runtime {

EventMetrics::EventMetrics(telemetry::Metrics& metrics, const EventPublisher& events) {
    auto& dropped = metrics.counter(telemetry::metric::events_dropped_total);
    handle_ = metrics.before_scrape(
        [&dropped, &events] { dropped.Increment(static_cast<double>(events.dropped()) - dropped.Value()); });
}

}  // namespace runtime
