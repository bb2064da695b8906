#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// An IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is the IPv4 address.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    int bits = 0;  // 32 or 128

    bool is_loopback() const;
    bool operator==(const IpAddress&) const = default;
};
std::optional<IpAddress> parse_ip(std::string_view text);

// NO_PROXY, entry by entry as golang.org/x/net/http/httpproxy reads it, so that one setting works for kubectl and for
// us:
//   "*"             everything
//   10.0.0.0/8      a network          192.0.2.1[:port]   an address
//   example.com     the host and all under it
//   .example.com, *.example.com        all under it, not the host itself
// Entries that are none of these are ignored. Threads: immutable.
class NoProxy {
public:
    explicit NoProxy(std::string_view list);
    bool matches(std::string_view host, int port) const;

private:
    struct Network {
        IpAddress address;
        int prefix = 0;
        int port = 0;  // 0 for any, here and below
        bool contains(const IpAddress& candidate) const;
    };
    struct Domain {
        std::string suffix;  // begins with '.'
        bool host_itself = false;
        int port = 0;
        bool contains(std::string_view host) const;
    };
    void add(std::string_view entry);

    bool everything_ = false;
    std::vector<Network> networks_;
    std::vector<Domain> domains_;
};

}  // namespace http
