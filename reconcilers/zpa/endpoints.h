#pragma once

#include <string>

#include "reconcilers/zpa/credentials.h"

namespace zpa {

// Where requests go. api_url is without a trailing slash; path_prefix "/zpa" for OneAPI, "" for legacy.
struct Endpoints {
    std::string token_url;
    std::string api_url;
    std::string path_prefix;
};
std::string without_trailing_slashes(std::string url);
Endpoints endpoints_of(const Credentials& credentials);  // throws Error(Config) for an unknown legacy cloud

}  // namespace zpa
