#pragma once

#include <map>
#include <string>

#include "tests/chaos/inspection.h"

namespace chaos {

kube::ObjectKey name_of(const nlohmann::json& object);
std::string key_id_of(const nlohmann::json& object);  // "customer/id"; "" without an identity
std::string wanted_name(const nlohmann::json& object);

// Has that object, which is not Ready, a good reason? `owners` has the objects that have keys.
bool is_excused(const EndState& state, const nlohmann::json& object, const std::map<std::string, std::string>& owners);

}  // namespace chaos
