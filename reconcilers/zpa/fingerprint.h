#pragma once

#include <string>
#include <string_view>

namespace zpa {

// "sha256:" and the first 16 hex digits: tells values apart, gives nothing of a 288-byte random secret away.
std::string fingerprint(std::string_view value);

}  // namespace zpa
