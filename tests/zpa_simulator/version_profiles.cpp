#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

using nlohmann::ordered_json;

namespace {

ordered_json version(const VersionProfile& profile, const char* platform, const char* role) {
    ordered_json out;
    out["id"] = profile.id;
    out["platform"] = platform;
    out["role"] = role;
    out["version"] = "26.52.3";
    out["version_profile_gid"] = profile.id;
    out["restartAfterUptimeInDays"] = "0";
    return out;
}

ordered_json rendered(const Context& context, const VersionProfile& profile) {
    ordered_json out;
    out["id"] = profile.id;
    out["modifiedTime"] = std::to_string(profile.modified_time);
    out["creationTime"] = std::to_string(profile.creation_time);
    out["modifiedBy"] = profile.modified_by;
    out["name"] = profile.name;
    out["upgradePriority"] = profile.priority;
    out["visibilityScope"] = profile.scope;
    out["customerId"] = context.organisation.id();
    const auto count = [&](const char* type) {
        std::size_t found = 0;
        for (const auto& component : context.organisation.table<Component>().all()) {
            if (component->association_type == type) ++found;
        }
        return std::to_string(profile.id == "0" ? found : 0);
    };
    out["numberOfAssistants"] = count(connector_group);
    out["numberOfPrivateBrokers"] = count(service_edge_group);
    out["numberOfCustomers"] = "1";
    out["versions"] = {version(profile, "el9", "ZPN_ASSISTANT"), version(profile, "el9", "ZPN_PRIVATE_BROKER")};
    return out;
}

}  // namespace

Reply version_profiles(Context& context) {
    static const std::vector<std::string> fields{"id", "name", "upgradePriority", "visibilityScope"};
    auto& organisation = context.organisation;
    if (context.route.operation == "list") {
        return listing(
            context, organisation.table<VersionProfile>().all(context.list_moment), fields,
            [&](const VersionProfile& profile, std::string_view field) {
                return scalar(rendered(context, profile), field);
            },
            [&](const VersionProfile& profile) { return rendered(context, profile); }, Sharing::with_default);
    }
    if (context.route.operation == "update") {
        const auto found = organisation.find<VersionProfile>(context.route.id);
        if (!found) throw not_found(context.behaviour, context.route.id);
        auto profile = *found;
        if (const auto priority = text_member(context.body(), "upgradePriority")) {
            if (*priority != "WEEK" && *priority != "DAY" && *priority != "FORCE_NOW")
                throw bad_argument("upgradePriority");
            profile.priority = *priority;
        }
        context.stamp_changed(profile);
        context.touched(profile);
        organisation.put(profile);
        return empty_reply(204);
    }
    return no_handler(context.call);
}

}  // namespace simulator
