#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/http/ip_address.h"

namespace http {

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
