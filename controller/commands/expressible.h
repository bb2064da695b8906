#pragma once

#include <nlohmann/json_fwd.hpp>

namespace commands {

// Does a spec have words for this? ZPA knows other limits, and the operator's own check of a spec is asked. Pure.
bool is_expressible(const char* field, const nlohmann::json& value);

}  // namespace commands
