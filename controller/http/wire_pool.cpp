#include "controller/http/wire_pool.h"

#include <utility>

#include "controller/base/error.h"
#include "controller/http/ip_address.h"
#include "controller/http/proxy.h"
#include "controller/http/request_check.h"

namespace http {
namespace {

using base::Error;
using base::ErrorKind;

void refuse_ipv6(const std::string& host, const std::string& what) {
    const auto address = parse_ip(host);
    if (!address || address->bits == 32) return;
    throw Error(ErrorKind::Config, what + " [" + host +
                                       "] is an IPv6 address, which the HTTP library cannot connect to: "
                                       "use a DNS name, such as kubernetes.default.svc inside a cluster");
}

WireOptions to_wire_options(const TransportOptions& options) {
    WireOptions wire;
    wire.base = parse_url(options.base_url);
    if (wire.base.scheme != "https" && wire.base.scheme != "http") {
        throw Error(ErrorKind::Config,
                    "URLs of scheme " + wire.base.scheme + " cannot be reached, only https:// and http://");
    }
    if (!wire.base.user_info.empty()) throw Error(ErrorKind::Config, "credentials do not belong into a base URL");
    if (!wire.base.query.empty()) throw Error(ErrorKind::Config, "a query does not belong into a base URL");
    refuse_ipv6(wire.base.host, "host");
    while (wire.base.path.ends_with('/')) wire.base.path.pop_back();
    if (!wire.base.path.empty() && !is_target(wire.base.path)) {
        throw Error(ErrorKind::Config, "the path of the base URL is not percent-encoded");
    }
    if (wire.base.scheme == "https") wire.tls = std::make_shared<const Tls>(options.tls, wire.base.host);
    if (!options.proxy_url.empty()) {
        wire.proxy_url =
            choose_proxy(options.base_url, options.proxy_url, [](std::string_view) { return std::string(); });
        refuse_ipv6(parse_url(wire.proxy_url).host, "proxy");
    }
    wire.inactivity_timeout = options.inactivity_timeout;
    wire.user_agent = options.user_agent;
    // What is cancelled while a tunnel is dug goes on until the library's own timer ends it.
    wire.lost_lookups = std::make_shared<LostLookups>(wire.is_tunnelled() ? wire.inactivity_timeout : base::Duration{});
    return wire;
}

WireOptions for_writes(WireOptions wire, std::chrono::milliseconds reuse_limit) {
    wire.reuse_limit = reuse_limit;
    return wire;
}

}  // namespace

WirePool::WirePool(const TransportOptions& options)
    : wire_options_(to_wire_options(options)),
      write_options_(for_writes(wire_options_, options.write_reuse_limit)),
      wire_(make_wire(wire_options_)) {}

std::shared_ptr<Wire> WirePool::get(const std::string& method) {
    const bool writes = method == "POST" || method == "PATCH";
    if (writes && wire_options_.is_tunnelled()) return make_wire(write_options_);
    const base::MutexLock lock(mutex_);
    auto& wire = writes ? write_wire_ : wire_;
    if (!wire) wire = make_wire(writes ? write_options_ : wire_options_);
    return wire;
}

void WirePool::discard(const std::shared_ptr<Wire>& failed) {
    const base::MutexLock lock(mutex_);
    if (wire_ == failed) wire_.reset();
    if (write_wire_ == failed) write_wire_.reset();
}

std::string WirePool::authority() const {
    return wire_options_.base.origin().substr(wire_options_.base.scheme.size() + 3);
}

std::string WirePool::base_url() const { return wire_options_.base.origin() + wire_options_.base.path; }

std::string WirePool::refusal() const { return is_tls() ? wire_options_.tls->refusal() : std::string(); }

}  // namespace http
