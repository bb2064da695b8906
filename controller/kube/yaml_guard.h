#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace kube {

// YAML that people wrote, as JSON, so that one set of readers serves both. The only door to yaml-cpp.
//
// Caps: 1 MiB of text, 100,000 nodes counted as often as aliases repeat them, depth 100. Refused: duplicate keys, keys
// that are no scalars, merge keys ("<<"). Plain true/false are booleans, plain ~, null and nothing are null, plain
// decimal numbers are numbers; everything else, and whatever is quoted, is a string. Throws Error(Config) naming
// `source` and the path or line; never a value.
nlohmann::json yaml_to_json(std::string_view text, const std::string& source);

}  // namespace kube
