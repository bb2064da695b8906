#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace kube {

// JSON as YAML for people: blocks, one field a line, ended by a newline. kubectl's reader (YAML 1.1) and ours
// (yaml_to_json) read from it what went in: whatever either could take for something else than that text (numbers,
// dates, "on", "no", colons, breaks) is quoted, and what is quoted is ASCII but for printable characters.
std::string to_yaml(const nlohmann::json& value);

// One text as it stands in a YAML document: plain where that is safe, else quoted.
std::string yaml_scalar(std::string_view text);

}  // namespace kube
