#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/http/transport.h"
#include "controller/kube/config.h"

namespace kube {

// The way to one API server with one set of credentials, kept current: tokens re-read, client certificates and CA files
// noticed when they change on disk (transports are then rebuilt; after a failed connection or a 401 they are looked at
// sooner), exec plugins run again on 401 or expiry. A file that went bad keeps what was good. A stream goes on with
// what it began with; the server ends it within minutes. One Connection a purpose: api, lease, watch differ in
// time-outs and must not queue behind each other.
//
// send() and stream() add the Authorization header; a 401 refreshes the credentials and tries once more. The request's
// deadline (of a stream, its head's) is for all of that together, the wait for a plugin included; one that needs longer
// runs on, and the next request has its answer.
// Threads: any. Errors: as http::Transport, plus Error(Config) where credentials cannot be had.
class Connection {
public:
    struct Options {
        std::chrono::milliseconds inactivity_timeout{std::chrono::seconds(30)};
        std::string user_agent = "zpa-operator";
        base::RequestObserver* observer = nullptr;
        std::chrono::milliseconds token_check{std::chrono::seconds(60)};   // client-go: 1 min
        std::chrono::milliseconds file_check{std::chrono::minutes(5)};     // certificates and CA; client-go: 5 min
        std::chrono::milliseconds exec_timeout{std::chrono::seconds(60)};  // for one run of a plugin
        base::Logger log;
    };
    using TransportFactory = std::function<std::unique_ptr<http::Transport>(http::TransportOptions)>;

    // Throws Error(Config) where the certificate files cannot be read. Nothing is sent or run yet.
    Connection(Config config, Options options, const base::Clock& clock);
    Connection(Config config, Options options, const base::Clock& clock, TransportFactory factory);
    ~Connection();

    http::Response send(http::Request request, std::stop_token stop);
    http::StreamEnd stream(http::Request request, const http::Transport::HeadersSink& on_headers,
                           const http::Transport::LineSink& on_line, std::stop_token stop);
    const std::string& server() const;  // for messages
    const base::Clock& clock() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kube
