#include "controller/http/proxy.h"

#include "controller/base/error.h"
#include "controller/http/ip_address.h"
#include "controller/http/no_proxy.h"
#include "controller/http/url.h"

namespace http {
namespace {

std::string first_set(const base::Environment& environment, std::string_view upper, std::string_view lower) {
    std::string value = environment(upper);
    return value.empty() ? environment(lower) : value;
}

// With a scheme, as curl and Go also read "proxy.example:3128".
std::string checked(std::string proxy, std::string_view source) {
    if (proxy.find("://") == std::string::npos) proxy.insert(0, "http://");
    try {
        const Url url = parse_url(proxy);
        if (url.scheme != "http") {
            throw base::Error(base::ErrorKind::Config, "proxies of scheme " + url.scheme +
                                                           " are not supported, only http:// (CONNECT for HTTPS)");
        }
    } catch (const base::Error& error) {
        throw error.with_context("proxy from " + std::string(source));
    }
    return proxy;
}

}  // namespace

std::string choose_proxy(const std::string& url, const std::string& configured, const base::Environment& environment) {
    // Whoever names a proxy for one connection means it, whatever NO_PROXY says; client-go does the same.
    if (!configured.empty()) return checked(configured, "configuration");
    const Url target = parse_url(url);
    const bool tls = target.scheme == "https";
    const std::string proxy =
        tls ? first_set(environment, "HTTPS_PROXY", "https_proxy") : first_set(environment, "HTTP_PROXY", "http_proxy");
    if (proxy.empty()) return {};
    const auto address = parse_ip(target.host);
    if (target.host == "localhost" || (address && address->is_loopback())) return {};
    if (NoProxy(first_set(environment, "NO_PROXY", "no_proxy")).matches(target.host, target.port)) return {};
    return checked(proxy, tls ? "HTTPS_PROXY" : "HTTP_PROXY");
}

}  // namespace http
