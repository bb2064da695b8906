#include "controller/http/url.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "controller/base/ascii.h"
#include "controller/base/error.h"

namespace http {
namespace {

bool is_visible(char c) { return c > ' ' && c <= '~'; }

// The text is not repeated: it may carry a password.
[[noreturn]] void refuse(const std::string& why) {
    throw base::Error(base::ErrorKind::Config, "not a usable URL: " + why);
}

std::string_view take_until(std::string_view& rest, std::string_view any_of) {
    const std::size_t end = std::min(rest.find_first_of(any_of), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end);
    return taken;
}

std::string read_ipv6(std::string_view& authority) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) refuse("'[' without ']'");
    std::string host = base::lowered(authority.substr(1, end - 1));
    authority.remove_prefix(end + 1);
    in6_addr ignored{};
    if (inet_pton(AF_INET6, host.c_str(), &ignored) != 1) refuse("the brackets do not hold an IPv6 address");
    return host;
}

std::string read_name(std::string_view& authority) {
    std::string host = base::lowered(take_until(authority, ":"));
    const auto fits = [](char c) { return base::is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; };
    if (host.empty()) refuse("it names no host");
    if (!std::ranges::all_of(host, fits)) refuse("the host holds characters that no host name has");
    return host;
}

int read_port(std::string_view text) {
    int port = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (code != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65535) {
        refuse("the port is not a number from 1 to 65535");
    }
    return port;
}

int default_port(std::string_view scheme) {
    if (scheme == "https") return 443;
    return scheme == "http" ? 80 : 0;
}

}  // namespace

std::string Url::origin() const {
    std::string text = scheme + "://";
    text += host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != default_port(scheme)) text += fmt::format(":{}", port);
    return text;
}

Url parse_url(std::string_view text) {
    if (!std::ranges::all_of(text, is_visible)) refuse("it holds spaces or characters outside ASCII");
    const std::size_t scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos || scheme_end == 0) refuse("it does not begin with https:// or http://");
    Url url;
    url.scheme = base::lowered(text.substr(0, scheme_end));
    const auto fits = [](char c) { return base::is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; };
    if (!std::ranges::all_of(url.scheme, fits)) refuse("the scheme holds characters that no scheme has");

    std::string_view rest = text.substr(scheme_end + 3);
    std::string_view authority = take_until(rest, "/?#");
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        url.user_info = authority.substr(0, at);
        authority.remove_prefix(at + 1);
    }
    url.host = authority.starts_with('[') ? read_ipv6(authority) : read_name(authority);
    url.port = default_port(url.scheme);
    if (!authority.empty()) {
        if (authority.front() != ':') refuse("text follows the host");
        url.port = read_port(authority.substr(1));
    }
    url.path = take_until(rest, "?#");
    if (rest.starts_with('?')) {
        rest.remove_prefix(1);
        url.query = take_until(rest, "#");
    }
    if (!rest.empty()) refuse("it has a fragment (#...), which is never sent");
    return url;
}

std::string percent_encode(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (base::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            result += c;
        } else {
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return result;
}

std::string percent_decode(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        std::size_t taken = 1;
        char c = text.front();
        if (c == '%') {
            unsigned char value = 0;
            const std::string_view digits = text.substr(1, 2);
            const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            if (digits.size() != 2 || code != std::errc{} || end != digits.data() + 2) {
                throw base::Error(base::ErrorKind::Protocol,
                                  "'%' without two hexadecimal digits in percent-encoded text");
            }
            c = static_cast<char>(value);
            taken = 3;
        }
        result += c;
        text.remove_prefix(taken);
    }
    return result;
}

std::string format_query(const Query& query) {
    std::string text;
    for (const auto& [name, value] : query) {
        text += text.empty() ? '?' : '&';
        text += percent_encode(name) + "=" + percent_encode(value);
    }
    return text;
}

}  // namespace http
