#pragma once

#include <memory>
#include <string>

#include "controller/base/mutex.h"
#include "controller/http/transport.h"
#include "controller/http/wire.h"

namespace http {

// The wires that requests go out on: POST and PATCH, which nobody may repeat, have one of their own, whose connections
// are left alone once they have been silent for write_reuse_limit. Through a proxy's tunnel nobody can tell how long
// that is, so each of them gets a new connection. A wire that failed is replaced. Threads: any.
class WirePool {
public:
    explicit WirePool(const TransportOptions& options);  // throws Error(Config)

    std::shared_ptr<Wire> get(const std::string& method);
    void discard(const std::shared_ptr<Wire>& failed);  // with every connection it keeps

    LostLookups& lost_lookups() { return *wire_options_.lost_lookups; }
    std::string authority() const;  // host[:port], for metrics
    std::string base_url() const;   // without credentials, for error texts
    std::string refusal() const;    // what TLS had against the peer's certificate
    bool is_tls() const { return wire_options_.tls != nullptr; }

private:
    const WireOptions wire_options_, write_options_;
    base::Mutex mutex_;
    std::shared_ptr<Wire> wire_ OP_GUARDED_BY(mutex_);
    std::shared_ptr<Wire> write_wire_ OP_GUARDED_BY(mutex_);
};

}  // namespace http
