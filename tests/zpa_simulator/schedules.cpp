#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

using nlohmann::json;

namespace {

json overlaid(const Context& context, const json& body, json schedule) {
    if (const auto enabled = bool_member(body, "enabled")) schedule["enabled"] = *enabled;
    if (const auto disabled = bool_member(body, "deleteDisabled")) schedule["deleteDisabled"] = *disabled;
    if (const auto frequency = text_member(body, "frequency")) {
        if (!equal_ignoring_case(*frequency, "days")) throw bad_argument("frequency");
        schedule["frequency"] = "days";
    }
    if (const auto interval = int_member(body, "frequencyInterval")) {
        if (*interval < 5) throw bad_argument("frequencyInterval");
        schedule["frequencyInterval"] = std::to_string(*interval);
    }
    schedule["customerId"] = context.organisation.id();
    return schedule;
}

}  // namespace

Reply schedules(Context& context) {
    auto& organisation = context.organisation;
    const auto& route = context.route;
    const auto found = organisation.schedules.find(route.kind);
    const bool exists = found != organisation.schedules.end();
    if (route.operation == "list") {
        if (!exists) throw not_found(context.behaviour, "0");
        return json_reply(200, found->second.dump());
    }
    if (route.operation == "create") {
        if (exists) throw already_exists(route.kind);
        const json initial{
            {"enabled", false}, {"deleteDisabled", false}, {"frequency", "days"}, {"frequencyInterval", "5"}};
        auto schedule = overlaid(context, context.body(), initial);
        schedule["id"] = context.touched_id = organisation.new_short_id();
        organisation.schedules[route.kind] = schedule;
        return empty_reply(204);
    }
    if (route.operation == "update" || route.operation == "get") {
        if (!exists || found->second.at("id") != route.id) throw not_found(context.behaviour, route.id);
        if (route.operation == "get") return json_reply(200, found->second.dump());
        found->second = overlaid(context, context.body(), found->second);
        context.touched_id = route.id;
        return empty_reply(204);
    }
    return no_handler(context.call);
}

}  // namespace simulator
