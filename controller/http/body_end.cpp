#include "controller/http/body_end.h"

#include <strings.h>

#include "controller/base/error.h"

namespace http {

bool says_where_it_ends(std::string_view method, const Response& response) {
    if (method == "HEAD" || response.status == 204 || response.status == 304) return true;
    return !response.header("Content-Length").empty() || !response.header("Transfer-Encoding").empty();
}

void refuse_encoded(const Response& response) {
    const std::string& encoding = response.header("Content-Encoding");
    if (encoding.empty() || strcasecmp(encoding.c_str(), "identity") == 0) return;
    throw base::Error(base::ErrorKind::Protocol, "the peer sent a compressed body though none was asked for")
        .with_http_status(response.status);
}

}  // namespace http
