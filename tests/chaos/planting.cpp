#include "tests/chaos/planting.h"

#include "tests/scenario/harness/cluster.h"

namespace chaos {

using nlohmann::json;

bool is_untouched(const json& secret, const std::string& uid) {
    const auto& metadata = secret.at("metadata");
    const bool bare =
        metadata.value("labels", json::object()).empty() && metadata.value("annotations", json::object()).empty();
    return metadata.at("uid") == uid && bare && secret.value("data", json::object()).size() == 1 &&
           scenario::entry(secret, "mine") == kStrangersText;
}

}  // namespace chaos
