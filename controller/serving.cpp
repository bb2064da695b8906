#include "controller/serving.h"

#include <charconv>

#include "controller/base/error.h"
#include "controller/telemetry/http_routes.h"

namespace {

// IP:PORT, or :PORT for every address; kNoAddress is for the caller.
telemetry::HttpServerOptions listen_on(const std::string& address, const char* flag) {
    const auto colon = address.rfind(':');
    const auto port_text = colon == std::string::npos ? std::string() : address.substr(colon + 1);
    telemetry::HttpServerOptions options;
    const auto* end = port_text.data() + port_text.size();
    const auto [rest, error] = std::from_chars(port_text.data(), end, options.port);
    if (port_text.empty() || error != std::errc{} || rest != end) {
        throw base::Error(base::ErrorKind::Config, std::string(flag) + " \"" + address + "\" is not IP:PORT");
    }
    auto host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    if (!host.empty()) options.address = host;
    return options;
}

}  // namespace

Serving::Serving(const Needs& needs)
    : options_(needs.options),
      metrics_(needs.metrics),
      clock_(needs.clock),
      log_(needs.log),
      ready_("readyz", needs.log),
      live_("healthz", needs.log),
      authorizer_(needs.client, needs.clock) {}

void Serving::start() {
    if (options_.probe_address != kNoAddress) {
        telemetry::HttpRoutes routes{.health = {&live_, &ready_}, .log = log_};
        probes_ =
            std::make_unique<telemetry::HttpServer>(listen_on(options_.probe_address, "--health-probe-bind-address"),
                                                    telemetry::make_http_handler(routes), log_);
        log_.info("serving probes", {{"port", probes_->port()}});
    }
    if (options_.metrics_address == kNoAddress) return;
    auto listen = listen_on(options_.metrics_address, "--metrics-bind-address");
    if (!options_.metrics_cert.empty()) {
        certificate_ = std::make_unique<telemetry::ServerCertificate>(options_.metrics_cert, options_.metrics_key,
                                                                      metrics_, clock_, log_);
        listen.certificate = certificate_.get();
    }
    telemetry::HttpRoutes routes{.metrics = &metrics_, .log = log_};
    if (options_.metrics_auth) routes.authorizer = &authorizer_;
    metrics_server_ = std::make_unique<telemetry::HttpServer>(listen, telemetry::make_http_handler(routes), log_);
    log_.info("serving metrics", {{"port", metrics_server_->port()}});
}

void Serving::stop() {
    metrics_server_.reset();
    probes_.reset();
}
