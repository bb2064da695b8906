#pragma once

#include <string>
#include <string_view>

#include "controller/http/message.h"

namespace http {

// Refuses what could be read as more than one request: control characters in the method, the target or a header.
// Throws Error(Invalid), without the text.
void check_request(const Request& request);

// A path, with or without a query, as it may stand in a request: begins with one '/', percent-encoded (RFC 3986).
bool is_target(std::string_view text);

// For error texts: "PUT https://host/path". Without the query, which may say more than people should read.
std::string describe(const Request& request, const std::string& base_url);

// May it be sent once more without asking anybody (RFC 9110, 9.2.2)?
bool is_repeatable(const std::string& method);

// Goes out without a body, and the library repeats it on a stale connection without telling us.
bool may_be_repeated_unasked(const Request& request);

}  // namespace http
