#pragma once

#include <optional>
#include <string>

namespace secrets {

// Could a person mean this as a key's value (ZPA makes them as number|host|text)? Line ends that editors leave are no
// part of it.
std::optional<std::string> plausible_value(std::string text);

}  // namespace secrets
