#pragma once

#include <string_view>

#include "controller/http/message.h"

namespace http {

// Does the reply itself say where its body ends (RFC 9112, 6.3)? One that only ends with its connection looks complete
// wherever it is cut.
bool says_where_it_ends(std::string_view method, const Response& response);

// A body in an encoding that nobody asked for would be taken for garbage; we ask for none. Throws Error(Protocol).
void refuse_encoded(const Response& response);

}  // namespace http
