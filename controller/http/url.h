#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

// The parts of scheme://host[:port][/path][?query]. The host of an IPv6 literal is without brackets.
struct Url {
    std::string scheme;
    std::string user_info;
    std::string host;
    int port = 0;  // where the text has none 80 or 443, 0 for schemes that are neither HTTP nor HTTPS
    std::string path;
    std::string query;

    std::string origin() const;  // scheme://host[:port], brackets and non-default port included
};

// Throws Error(Config) with the reason; the text of user_info is never in it.
Url parse_url(std::string_view text);

std::string percent_encode(std::string_view text);  // RFC 3986 unreserved characters stay
std::string percent_decode(std::string_view text);  // throws Error(Protocol)

// "?a=b&c=d", or "" for none; names and values encoded, order kept.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string format_query(const Query& query);

}  // namespace http
