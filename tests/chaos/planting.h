#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "controller/kube/object_key.h"
#include "tests/chaos/audit_log.h"

namespace chaos {

// What somebody else's Secret holds.
inline constexpr auto kStrangersText = "somebody else's";

// While somebody else's Secret was there.
struct Planting {
    kube::ObjectKey secret;
    Micros from = 0;
    Micros to = 0;  // 0: it still is
};

// Is that Secret as it was planted?
bool is_untouched(const nlohmann::json& secret, const std::string& uid);

}  // namespace chaos
