#include "tests/chaos/excuses.h"

#include <algorithm>
#include <sstream>

#include "tests/scenario/harness/cluster.h"

namespace chaos {

using nlohmann::json;

namespace {

const json::json_pointer kExternalId("/metadata/annotations/zpa-operator.io~1external-id");

std::string tenant_of(const json& object) { return object.at("/spec/tenantRef/name"_json_pointer); }

// The key that its annotation names: customer/microtenant/type/id/time.
std::string noted_key(const json& object) {
    std::istringstream text(object.value(kExternalId, ""));
    std::string customer, microtenant, type, id;
    for (auto* part : {&customer, &microtenant, &type, &id}) std::getline(text, *part, '/');
    return id.empty() ? "" : customer + "/" + id;
}

// Somebody wants it to have a key that was not made for it. The operator notes its own key on every object.
bool wants_another(const EndState& state, const json& object) {
    const auto noted = noted_key(object);
    return object.at("spec").contains("adopt") ||
           (!noted.empty() && state.made_for(noted) != object.at("metadata").at("uid"));
}

// Its annotation, which people copied, names a key of the other organisation.
bool is_copied_from_elsewhere(const EndState& state, const json& object) {
    const auto noted = noted_key(object);
    return !noted.empty() && !noted.starts_with(state.customers.at(tenant_of(object)) + "/");
}

bool is_taken(const EndState& state, const json& object) {
    const auto own = key_id_of(object), wanted = wanted_name(object);
    const auto& customer = state.customers.at(tenant_of(object));
    return std::any_of(state.keys.begin(), state.keys.end(), [&](const auto& one) {
        return one.first != own && one.second.name == wanted && one.first.starts_with(customer + "/");
    });
}

}  // namespace

kube::ObjectKey name_of(const json& object) {
    const auto& metadata = object.at("metadata");
    return {metadata.at("namespace").get<std::string>(), metadata.at("name").get<std::string>()};
}

std::string key_id_of(const json& object) {
    const auto identity = object.value("/status/identity"_json_pointer, json::object());
    return identity.contains("id") ? identity.value("customerID", "") + "/" + identity.value("id", "") : "";
}

std::string wanted_name(const json& object) {
    return object.at("spec").value("name", tenant_of(object) + "-" + name_of(object).name.str());
}

bool is_excused(const EndState& state, const json& object, const std::map<std::string, std::string>& owners) {
    const auto why = scenario::reason(object);
    if (why == "SecretConflict") return state.strangers_secrets.contains(name_of(object));
    if (why == "AdoptionNotAllowed") return wants_another(state, object);
    if (why == "TenantChanged") return is_copied_from_elsewhere(state, object);
    if (why == "NameConflict" || why == "NameTaken") return is_taken(state, object);
    if (why == "AlreadyClaimed") return key_id_of(object).empty() && owners.contains(noted_key(object));
    return false;
}

}  // namespace chaos
