#include "controller/commands/expressible.h"

#include <nlohmann/json.hpp>

#include "reconcilers/provisioning_key/validation.h"

namespace commands {

bool is_expressible(const char* field, const nlohmann::json& value) {
    nlohmann::json object = {{"metadata", {{"name", "any"}, {"namespace", "any"}}},
                             {"spec", {{"associationType", "CONNECTOR_GRP"}, {"adopt", {{"id", "1"}}}}}};
    object["spec"][field] = value;
    return !provisioning_key::find_mistake(provisioning_key::parse_provisioning_key(object));
}

}  // namespace commands
