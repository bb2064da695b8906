#include "controller/http/request_check.h"

#include <algorithm>

#include "controller/base/ascii.h"
#include "controller/base/error.h"

namespace http {
namespace {

bool is_hex(char c) { return base::is_digit(c) || (base::lowered(c) >= 'a' && base::lowered(c) <= 'f'); }

// RFC 9110, 5.6.2: what methods and header names are made of.
bool is_token(std::string_view text) {
    const auto fits = [](char c) {
        return base::is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

[[noreturn]] void refuse(const std::string& what) { throw base::Error(base::ErrorKind::Invalid, what); }

}  // namespace

bool is_target(std::string_view text) {
    // "//host" would be read as another host.
    if (!text.starts_with('/') || text.starts_with("//")) return false;
    // RFC 3986, 3.3 and 3.4; anything else has to come percent-encoded.
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%' && (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2]))) return false;
        if (!base::is_alphanumeric(c) && std::string_view("-._~!$&'()*+,;=:@/?%").find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

void check_request(const Request& request) {
    if (!is_token(request.method)) refuse("the request's method is not one word");
    if (!is_target(request.target))
        refuse("the request's target is not a percent-encoded path that begins with one '/'");
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name)) refuse("a request header has a name that no header may have");
        for (const std::string_view own : {"Host", "Content-Length", "Transfer-Encoding", "Connection"}) {
            if (!CaseInsensitiveLess()(name, own) && !CaseInsensitiveLess()(own, name)) {
                refuse("request header " + name + " is the transport's own");
            }
        }
        if (!is_field_value(value)) refuse("request header " + name + " holds control characters");
    }
}

std::string describe(const Request& request, const std::string& base_url) {
    return request.method + " " + base_url + request.target.substr(0, request.target.find('?'));
}

bool is_repeatable(const std::string& method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

bool may_be_repeated_unasked(const Request& request) {
    if (!request.body.empty() || request.before_send) return false;  // who wants to be asked is asked each time
    return request.method == "GET" || request.method == "HEAD" || request.method == "DELETE";
}

}  // namespace http
