#include "controller/http/no_proxy.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "controller/base/ascii.h"

namespace http {
namespace {

std::string trimmed_lower(std::string_view text) { return base::lowered(base::trimmed(text, " \t\r\n")); }

std::optional<int> parse_number(std::string_view text, int largest) {
    unsigned number = 0;  // so that "-0" is none
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size() || number > static_cast<unsigned>(largest))
        return std::nullopt;
    return static_cast<int>(number);
}

struct HostPort {
    std::string_view host;
    int port = 0;
};

// "host:port" and "[ipv6]:port"; a bare host, IPv6 included, is all host. nullopt for a port that is none.
std::optional<HostPort> split_port(std::string_view entry) {
    const std::size_t colon = entry.rfind(':');
    const bool bracketed = entry.starts_with('[') && colon != std::string_view::npos && entry[colon - 1] == ']';
    if (colon == std::string_view::npos || (!bracketed && entry.find(':') != colon)) return HostPort{entry};
    const std::optional<int> port = parse_number(entry.substr(colon + 1), 65535);
    if (!port) return std::nullopt;
    return HostPort{bracketed ? entry.substr(1, colon - 2) : entry.substr(0, colon), *port};
}

bool same_port(int wanted, int port) { return wanted == 0 || wanted == port; }

}  // namespace

bool NoProxy::Network::contains(const IpAddress& candidate) const {
    if (candidate.bits != address.bits) return false;
    for (int bit = 0; bit < prefix; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        const int mask = 0x80 >> (bit % 8);
        if ((candidate.bytes[byte] & mask) != (address.bytes[byte] & mask)) return false;
    }
    return true;
}

bool NoProxy::Domain::contains(std::string_view host) const {
    return host.ends_with(suffix) || (host_itself && host == std::string_view(suffix).substr(1));
}

NoProxy::NoProxy(std::string_view list) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        add(trimmed_lower(list.substr(0, comma)));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
}

void NoProxy::add(std::string_view entry) {
    if (entry.empty()) return;
    if (entry == "*") {
        everything_ = true;
        return;
    }
    if (const std::size_t slash = entry.find('/'); slash != std::string_view::npos) {
        const auto address = parse_ip(entry.substr(0, slash));
        const auto prefix = address ? parse_number(entry.substr(slash + 1), address->bits) : std::nullopt;
        if (prefix) networks_.push_back({*address, *prefix, 0});
        return;
    }
    const auto parts = split_port(entry);
    if (!parts || parts->host.empty()) return;
    if (const auto address = parse_ip(parts->host)) {
        networks_.push_back({*address, address->bits, parts->port});
        return;
    }
    std::string_view name = parts->host;
    if (name.starts_with("*.")) name.remove_prefix(1);
    const bool host_itself = !name.starts_with('.');
    domains_.push_back({(host_itself ? "." : "") + std::string(name), host_itself, parts->port});
}

bool NoProxy::matches(std::string_view host, int port) const {
    if (everything_) return true;
    const std::string name = trimmed_lower(host);
    if (const auto address = parse_ip(name)) {
        return std::ranges::any_of(networks_,
                                   [&](const Network& n) { return n.contains(*address) && same_port(n.port, port); });
    }
    return std::ranges::any_of(domains_, [&](const Domain& d) { return d.contains(name) && same_port(d.port, port); });
}

}  // namespace http
