#pragma once

#include <memory>
#include <string>

#include "controller/options.h"
#include "controller/telemetry/health.h"
#include "controller/telemetry/http_server.h"
#include "controller/telemetry/metrics.h"
#include "controller/telemetry/metrics_authorizer.h"
#include "controller/telemetry/server_certificate.h"

// The two small servers: probes, and metrics (over TLS and with tokens where asked for). Threads: one owner.
class Serving {
public:
    struct Needs {
        const RunOptions& options;
        telemetry::Metrics& metrics;
        const kube::Client& client;
        const base::Clock& clock;
        base::Logger log;
    };
    explicit Serving(const Needs& needs);

    telemetry::Health& ready() { return ready_; }
    telemetry::Health& live() { return live_; }
    void start();  // throws Error(Config) for addresses that cannot be listened on
    void stop();

private:
    const RunOptions& options_;
    telemetry::Metrics& metrics_;
    const base::Clock& clock_;
    const base::Logger log_;
    telemetry::Health ready_;
    telemetry::Health live_;
    telemetry::TokenReviewAuthorizer authorizer_;
    std::unique_ptr<telemetry::ServerCertificate> certificate_;
    std::unique_ptr<telemetry::HttpServer> probes_;
    std::unique_ptr<telemetry::HttpServer> metrics_server_;
};
