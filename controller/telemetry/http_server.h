#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "controller/base/log.h"
#include "controller/telemetry/http_handler.h"

namespace telemetry {

class ServerCertificate;

struct HttpServerOptions {
    std::string address;     // an IP address; "" for every one, IPv6 too where the machine has it
    std::uint16_t port = 0;  // 0: any free one
    std::size_t max_connections = 8;
    std::uint32_t max_header_bytes = 8192;
    std::chrono::milliseconds deadline{5000};  // to send the request, and again to take the reply
    ServerCertificate* certificate = nullptr;  // not owned; nullptr: plain HTTP
};

// The process's own small HTTP/1.1 server, for probes and metrics, on Boost.Beast: one request a connection, GET and
// HEAD, no body. Whoever is slow is cut off at the deadline, a header beyond the limit is answered 431. For a
// connection beyond the number the oldest that has not asked yet, or lingers after its answer, has to go; where there
// is none it is closed itself. So nobody keeps kubelet out by connecting and saying nothing.
//
// Threads: one of its own, on which the handler runs. Errors: the constructor throws Error(Config) where the address
// cannot be listened on. Shutdown: the destructor cuts connections off, asks a running handler to stop and waits for
// it.
class HttpServer {
public:
    HttpServer(HttpServerOptions options, HttpHandler handler, base::Logger log);
    ~HttpServer();
    std::uint16_t port() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace telemetry
