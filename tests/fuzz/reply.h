#pragma once

#include <charconv>

#include "controller/http/message.h"
#include "tests/fuzz/fuzz.h"

namespace fuzz {

// A reply whose status and Retry-After are the first line of an input, and whose body is the rest. `head` gets what
// follows the status.
inline http::Response take_reply(Input& input, std::string_view* head = nullptr) {
    std::string_view line = input.line();
    http::Response reply;
    const auto [end, code] = std::from_chars(line.data(), line.data() + line.size(), reply.status);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    reply.headers["Retry-After"] = line.substr(line.empty() ? 0 : 1);
    reply.body = input.rest();
    if (head != nullptr) *head = line;
    return reply;
}

}  // namespace fuzz
