#pragma once

#include <string>

#include "controller/base/environment.h"

namespace http {

// The proxy for `url`: `configured` if given, else HTTPS_PROXY/HTTP_PROXY (upper or lower case) unless NO_PROXY names
// the host. NO_PROXY as golang.org/x/net/http/httpproxy reads it: hosts, .suffix, host:port, IP, CIDR, "*"; loopback
// never goes through a proxy of the environment. Returns "" for none. Throws Error(Config) for schemes other than http.
std::string choose_proxy(const std::string& url, const std::string& configured, const base::Environment& environment);

}  // namespace http
