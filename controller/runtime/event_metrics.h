#pragma once

#include "controller/runtime/event_publisher.h"
#include "controller/telemetry/metrics.h"

namespace runtime {

// The event_publisher_* series of one publisher, for as long as this lives; it must go before the publisher. Threads:
// any.
class EventMetrics {
public:
    EventMetrics(telemetry::Metrics& metrics, const EventPublisher& events);

private:
    telemetry::Metrics::Handle handle_;
};

}  // namespace runtime
