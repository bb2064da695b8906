#pragma once

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/context.h"

namespace simulator {

enum class Shown { in_post_reply, in_get };

// A key as it goes over the wire, in the order that was recorded. The reply to a POST lacks two names.
[[nodiscard]] nlohmann::ordered_json rendered(const Context& context, const Key& key, Shown shown);

[[nodiscard]] const std::vector<std::string>& key_search_fields();
[[nodiscard]] std::optional<std::string> key_field(const Context& context, const Key& key, std::string_view field);

// Overlays what the body of a POST or PUT says on `key` and checks the result. Throws Refusal.
void overlay(const Context& context, const nlohmann::json& body, Key& key, bool is_new);

}  // namespace simulator
