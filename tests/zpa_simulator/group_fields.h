#pragma once

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/context.h"

namespace simulator {

// Overlays what the body of a POST or PUT says on `group`, normalised as ZPA does, and checks it. Throws Refusal.
void overlay(const Context& context, const nlohmann::json& body, Group& group, bool is_new);

[[nodiscard]] std::vector<std::string> group_search_fields(const std::string& association_type);

}  // namespace simulator
