#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace kube {

// JSON of the API server, and of files and programs that write what it would.
//
// parse_json() leaves out metadata.managedFields while it reads: more than half of a typical object, and nobody here
// needs it (a PUT without it keeps what the server has). It is as deep as whoever applied the object wished, and no
// object may end a watch by that: nesting is capped at 100 beside it, values at two million with it. Throws
// Error(Protocol) that begins with `what` and quotes nothing of the text.
nlohmann::json parse_json(std::string_view text, const std::string& what);

// The string at `key`, or "" where it is missing or something else: for texts whose absence is no error.
std::string text_at(const nlohmann::json& object, const char* key);
// The value at `key`, or null where `object` is no object or lacks it.
const nlohmann::json& value_at(const nlohmann::json& object, const char* key);
// metadata.resourceVersion of an object or a list, or "".
std::string resource_version_of(const nlohmann::json& object);

}  // namespace kube
