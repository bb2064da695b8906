#include "controller/http/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace http {

bool IpAddress::is_loopback() const {
    if (bits == 32) return bytes[0] == 127;
    return std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; }) && bytes.back() == 1;
}

std::optional<IpAddress> parse_ip(std::string_view text) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (text.find('\0') != std::string_view::npos) return std::nullopt;  // where inet_pton stops reading
    const std::string terminated(text);
    IpAddress address;
    if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) {
        address.bits = 32;
        return address;
    }
    if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
    address.bits = 128;
    if (std::equal(mapped.begin(), mapped.end(), address.bytes.begin())) {
        IpAddress inner;
        std::copy(address.bytes.begin() + 12, address.bytes.end(), inner.bytes.begin());
        inner.bits = 32;
        return inner;
    }
    return address;
}

}  // namespace http
