#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/zpa_simulator/text.h"

namespace simulator {

// One HTTP request, read whole.
struct Call {
    std::string method;
    std::string target;  // as sent
    std::string body;
    std::string source;                                       // the caller's IP address
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case

    [[nodiscard]] std::string path() const;  // decoded, without the query
    [[nodiscard]] Form query() const;
    [[nodiscard]] std::string header(std::string_view name) const;  // "" when absent
    [[nodiscard]] std::string host() const;                         // without the port, in lower case
};

// What is sent back, if anything.
struct Reply {
    enum class Delivery { whole, half, none };  // half and none end the connection

    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    Delivery delivery = Delivery::whole;
    bool close_notify = false;  // none: TLS says first that the connection ends

    [[nodiscard]] bool succeeded() const { return status >= 200 && status < 300; }
    void set(std::string_view name, std::string value);  // replaces
};

[[nodiscard]] Reply json_reply(int status, std::string body);
[[nodiscard]] Reply empty_reply(int status);
[[nodiscard]] Reply text_reply(int status, std::string body);

}  // namespace simulator
