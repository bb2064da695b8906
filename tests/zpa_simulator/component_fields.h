#pragma once

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/context.h"

namespace simulator {

// An App Connector or a Private Service Edge as it goes over the wire. One that never connected lacks version, platform
// and status.
[[nodiscard]] nlohmann::ordered_json rendered(const Context& context, const Component& component);

[[nodiscard]] const std::vector<std::string>& component_search_fields();

}  // namespace simulator
