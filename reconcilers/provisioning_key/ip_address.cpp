#include "reconcilers/provisioning_key/ip_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

namespace provisioning_key {

std::optional<std::string> canonical_address(const std::string& text) {
    if (text.find('\0') != std::string::npos) return std::nullopt;  // where inet_pton stops reading
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    std::array<unsigned char, 16> bytes{};
    const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
    if (inet_pton(family, address.c_str(), bytes.data()) != 1) return std::nullopt;
    const unsigned bits = family == AF_INET ? 32 : 128;
    unsigned prefix = bits;
    if (slash != std::string::npos) {
        const char* begin = text.data() + slash + 1;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(begin, end, prefix);
        if (error != std::errc{} || rest != end || prefix > bits) return std::nullopt;
    }
    for (unsigned bit = prefix; bit < bits; ++bit) {  // the bits of a host say nothing of a range
        bytes[bit / 8] &= static_cast<unsigned char>(~(0x80U >> (bit % 8)));
    }
    std::array<char, INET6_ADDRSTRLEN> printed{};
    inet_ntop(family, bytes.data(), printed.data(), printed.size());
    return prefix == bits ? std::string(printed.data()) : fmt::format("{}/{}", printed.data(), prefix);
}

}  // namespace provisioning_key
