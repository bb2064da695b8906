#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>

namespace telemetry {

// A request as the process's own server hands it on, and the reply it sends. A query's names may repeat.
struct HttpRequest {
    std::string method;  // GET or HEAD
    std::string path;
    std::multimap<std::string, std::string> query;
    std::string authorization;
};
struct HttpReply {
    int status = 200;
    std::string body;
    std::string content_type = "text/plain; charset=utf-8";
};
// Runs on the server's only thread: while it blocks, nobody else is served. Must not throw.
using HttpHandler = std::function<HttpReply(const HttpRequest&, std::stop_token)>;

// Splits a request target; what cannot be decoded stays as it is.
HttpRequest parse_http_target(std::string_view target);

}  // namespace telemetry
