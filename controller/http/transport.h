#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/base/clock.h"
#include "controller/base/request_observer.h"
#include "controller/http/message.h"
#include "controller/http/tls_options.h"

namespace http {

struct TransportOptions {
    std::string base_url{};  // scheme://host[:port][/prefix]
    TlsOptions tls{};
    std::string proxy_url{};  // http://[user:password@]host:port, or "" for none; already chosen by choose_proxy()
    std::chrono::milliseconds inactivity_timeout{std::chrono::seconds(30)};  // per I/O step; also connecting
    std::size_t max_body_bytes = std::size_t{32} << 20;                      // of a whole body read by send()
    std::size_t max_line_bytes = std::size_t{8} << 20;                       // of one line read by stream()
    // A connection that has been silent for longer carries no POST or PATCH: a peer, or a NAT on the way, may have
    // forgotten it, and a write that fails for that leaves an outcome that nobody knows.
    std::chrono::milliseconds write_reuse_limit{std::chrono::seconds(10)};
    std::string user_agent = "zpa-operator";
    base::RequestObserver* observer = nullptr;
};

// How a stream ended that was not an error.
enum class StreamEnd { ServerClosed, Idle, Stopped };

// The reason() of errors of requests with a body, and of POST and PATCH, where it is sure that no byte was sent: a POST
// that failed so had no effect.
inline constexpr std::string_view not_sent_reason = "NotSent";

// One HTTP/1.1 origin. HTTPS is verified against the given roots only; redirects are never followed; nothing is
// decompressed; a request is sent at most once unless its method is safe to repeat.
//
// send(): returns every reply, whatever its status. Throws Error: Timeout (deadline or inactivity), Unavailable (no
//   connection, or lost: whether the peer acted is unknown; or it would take one, and the host is still being looked up
//   for a call that was given up), Cancelled (stop), Protocol (caps, nonsense), Invalid (the
//   request itself).
//   GET, HEAD, PUT, DELETE that meet a stale pooled connection are sent once more; POST and PATCH never are once a byte
//   was written, and they never go out on a connection that brought nothing for write_reuse_limit. A reply over plain
//   HTTP that does not say where it ends is Unavailable, since it looks complete wherever it is cut.
// stream(): a GET whose body is handed out line by line as it arrives, without the newline. `on_headers` sees the reply
//   first; where the status is not 200 the body (capped) is in Response.body and no line follows. Both run on the
//   caller's thread; while on_line runs nothing is read, so a slow one slows the server down. Returning false ends the
//   stream, what they throw passes through. A connection cut in the middle is ServerClosed (a line it cuts is dropped);
//   no byte for inactivity_timeout is Idle. The head, and the body of an error, have to be there within head_deadline.
//   Errors as send(), except that stop is Stopped.
//
// Threads: any number may call at once. Shutdown: request stop, let calls return, then destroy; the destructor waits
// for nothing that a stop token does not end.
class Transport {
public:
    using HeadersSink = std::function<void(const Response&)>;
    using LineSink = std::function<bool(std::string_view line)>;

    virtual ~Transport() = default;
    virtual Response send(const Request& request, std::stop_token stop) = 0;
    virtual StreamEnd stream(const Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                             std::stop_token stop) = 0;
};

// On cpprestsdk. Throws Error(Config) for URLs, certificates or proxies that cannot be used. Transports without a
// ca_bundle_pem share the machine's public roots (SSL_CERT_FILE, else Debian's bundle), parsed once.
std::unique_ptr<Transport> make_transport(TransportOptions options);

}  // namespace http
