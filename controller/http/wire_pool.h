#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "controller/base/clock.h"
#include "controller/http/transport.h"
#include "controller/http/wire.h"

namespace http {

// The wire that requests go out on, and when it must be a new one: after a failure, and for a POST or PATCH after
// idleness. A peer, or a NAT on the way, that forgot an idle connection makes a write fail whose outcome then nobody
// knows. Threads: any.
class WirePool {
public:
    explicit WirePool(const TransportOptions& options);  // throws Error(Config)

    std::shared_ptr<Wire> get(const std::string& method);
    void done();                                        // an exchange has ended: idleness begins
    void discard(const std::shared_ptr<Wire>& failed);  // with every connection it keeps

    std::string authority() const;  // host[:port], for metrics
    std::string base_url() const;   // without credentials, for error texts
    std::string refusal() const;    // what TLS had against the peer's certificate
    bool is_tls() const { return wire_options_.tls != nullptr; }

private:
    const WireOptions wire_options_;
    const base::Duration write_reuse_limit_;
    std::mutex mutex_;  // guards the two below
    std::shared_ptr<Wire> wire_;
    base::Instant last_used_;
};

}  // namespace http
