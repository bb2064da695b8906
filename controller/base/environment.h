#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace base {

// The environment as a parameter: a variable's value by its name, "" where it is unset.
using Environment = std::function<std::string(std::string_view name)>;

// That of the process.
std::string process_environment(std::string_view name);

}  // namespace base
