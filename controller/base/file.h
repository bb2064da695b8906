#pragma once

#include <cstddef>
#include <string>

namespace base {

// The whole file. Throws Error(Config) that names it where it cannot be read or is larger.
std::string read_file(const std::string& path, std::size_t max_bytes = std::size_t{1} << 20);

}  // namespace base
