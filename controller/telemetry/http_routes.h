#pragma once

#include <vector>

#include "controller/base/log.h"
#include "controller/telemetry/health.h"
#include "controller/telemetry/http_handler.h"
#include "controller/telemetry/metrics.h"
#include "controller/telemetry/metrics_authorizer.h"

namespace telemetry {

// What is served under which path. Everything pointed to must outlive the handler.
//
// /<health name> answers as the API server's endpoints do: 200 "ok" or 500 with a list, the list always with ?verbose,
// without the checks named by ?exclude=; /<health name>/<check> is that check alone.
// /metrics is the text of `metrics`; with an authorizer only for who may read it: 401, 403, or 500 where that is
// unknown.
struct HttpRoutes {
    std::vector<const Health*> health = {};
    Metrics* metrics = nullptr;
    MetricsAuthorizer* authorizer = nullptr;
    base::Logger log = {};
};
HttpHandler make_http_handler(HttpRoutes routes);

}  // namespace telemetry
