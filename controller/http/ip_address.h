#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace http {

// An IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is the IPv4 address.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    int bits = 0;  // 32 or 128

    bool is_loopback() const;
    bool operator==(const IpAddress&) const = default;
};
std::optional<IpAddress> parse_ip(std::string_view text);

}  // namespace http
