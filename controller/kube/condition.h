#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/shared_text.h"

namespace kube {

// metav1.Condition. status is "True", "False" or "Unknown".
struct Condition {
    base::SharedText type;
    base::SharedText status;
    base::SharedText reason;
    base::SharedText message;
    std::int64_t observed_generation = 0;
    base::WallTime last_transition_time{};

    bool operator==(const Condition&) const = default;
};

// nullptr where there is none of that type.
const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type);

// Replaces the condition of that type or appends it. last_transition_time is kept where the status stays the same, else
// becomes `now`; messages are cut at 32768 bytes (the API's limit).
void set_condition(std::vector<Condition>& conditions, Condition condition, base::WallTime now);
void remove_condition(std::vector<Condition>& conditions, std::string_view type);

nlohmann::json to_json(const std::vector<Condition>& conditions);
std::vector<Condition> parse_conditions(const nlohmann::json& array);  // tolerant: skips what is not a condition

}  // namespace kube
