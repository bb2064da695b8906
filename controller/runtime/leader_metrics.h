#pragma once

#include <string>

#include "controller/runtime/leader_elector.h"
#include "controller/telemetry/metrics.h"

namespace runtime {

// The leader_election_* series of one lease, for as long as this lives; it must go before the elector. Threads: any.
class LeaderMetrics {
public:
    LeaderMetrics(telemetry::Metrics& metrics, const std::string& lease_name, const LeaderElector& elector);

private:
    telemetry::Metrics::Handle handle_;
};

}  // namespace runtime
