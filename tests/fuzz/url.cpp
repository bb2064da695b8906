// A URL that is taken is the same when it is written again, has a host that could be looked up, and no error repeats a
// password. What is percent-encoded comes back whole.
#include "controller/http/url.h"

#include <string>

#include "tests/fuzz/fuzz.h"

namespace {

void check_encoding(std::string_view text) {
    const std::string encoded = http::percent_encode(text);
    fuzz::must(encoded.find_first_of(" &=?#/\r\n") == std::string::npos, "encoded text has nothing that separates");
    fuzz::must(http::percent_decode(encoded) == text, "what is encoded comes back");
    fuzz::error_of([&] { fuzz::must(http::percent_decode(text).size() <= text.size(), "decoding never grows"); },
                   base::ErrorKind::Protocol);
}

void check_url(std::string_view text) {
    const http::Url url = http::parse_url(text);
    fuzz::must(!url.host.empty() && url.host.find_first_of("/@?# \r\n") == std::string::npos, "a host is a host");
    fuzz::must(url.port >= 0 && url.port <= 65535, "a port is a port");
    const std::string written = url.origin() + url.path + (url.query.empty() ? "" : "?" + url.query);
    const http::Url again = http::parse_url(written);
    fuzz::must(again.scheme == url.scheme && again.host == url.host && again.port == url.port &&
                   again.path == url.path && again.query == url.query && again.user_info.empty(),
               "a URL that is written again is the same");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    check_encoding(text);
    fuzz::error_of([&] { check_url(text); }, base::ErrorKind::Config);
    if (fuzz::contains(text, fuzz::canary)) return 0;
    const std::string secret = "https://user:" + std::string(fuzz::canary) + "@" + std::string(text);
    fuzz::discreet_error_of([&] { http::parse_url(secret); }, base::ErrorKind::Config);
    return 0;
}
