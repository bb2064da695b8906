#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace http {

// Header names compare without case (RFC 9110, 5.1).
struct CaseInsensitiveLess {
    using is_transparent = void;
    bool operator()(std::string_view left, std::string_view right) const;
};
using Headers = std::map<std::string, std::string, CaseInsensitiveLess>;

struct Request {
    std::string method = "GET";
    std::string target;  // path and query, percent-encoded, begins with '/': appended to the transport's base URL
    Headers headers;
    std::string body;
    std::chrono::milliseconds deadline{std::chrono::seconds(35)};       // of send(): for the whole exchange
    std::chrono::milliseconds head_deadline{std::chrono::seconds(30)};  // of stream(): until its head is there
    // Asked before each time that it goes out, the transport's own repeats included; what it throws is thrown, and
    // nothing more is sent.
    std::function<void()> before_send = nullptr;
};

struct Response {
    int status = 0;
    Headers headers;
    std::string body;

    // The header's value, or "" where it is missing.
    const std::string& header(std::string_view name) const;
};

}  // namespace http
