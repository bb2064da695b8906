#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "controller/http/exchange.h"
#include "controller/http/lost_lookups.h"
#include "controller/http/message.h"
#include "controller/http/tls.h"
#include "controller/http/url.h"

namespace http {

struct WireOptions {
    Url base;                        // its path goes before every target
    std::shared_ptr<const Tls> tls;  // for https
    std::string proxy_url;           // or ""
    std::chrono::milliseconds inactivity_timeout{};
    // Of a connection's silence; not seen through a proxy's tunnel.
    std::optional<std::chrono::milliseconds> reuse_limit;
    std::string user_agent;
    // As long as there is one, nothing goes out for which the host would have to be looked up.
    std::shared_ptr<LostLookups> lost_lookups;

    bool is_tunnelled() const { return tls != nullptr && !proxy_url.empty(); }
};

// One client of cpprestsdk with its own pool of connections. It sends and reports; what to make of that is decided in
// transport.cpp. Dropping it drops the connections that are not in use.
class Wire {
public:
    using Cancel = std::function<void()>;

    virtual ~Wire() = default;
    // Sends the request, which check_request() has accepted, and tells `exchange` what comes of it. Never throws for
    // what happens on the network. Cancel closes the connection. Whoever calls it cannot know whether the exchange has
    // ended meanwhile: then it does nothing, or costs a connection that is on its way back into the pool.
    virtual Cancel launch(const Request& request, const std::shared_ptr<Exchange>& exchange) = 0;
};

// Throws Error(Config).
std::shared_ptr<Wire> make_wire(const WireOptions& options);

}  // namespace http
