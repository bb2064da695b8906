#include "controller/telemetry/http_handler.h"

#include "controller/base/error.h"
#include "controller/http/url.h"

namespace telemetry {

namespace {

std::string decode(std::string_view text) {
    try {
        return http::percent_decode(text);
    } catch (const base::Error&) {
        return std::string(text);
    }
}

}  // namespace

HttpRequest parse_http_target(std::string_view target) {
    HttpRequest request;
    const auto mark = target.find('?');
    request.path = decode(target.substr(0, mark));
    if (mark == std::string_view::npos) return request;
    for (auto rest = target.substr(mark + 1); !rest.empty();) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        const auto equals = pair.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        if (!pair.empty()) request.query.emplace(decode(pair.substr(0, equals)), decode(value));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return request;
}

}  // namespace telemetry
