#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

ordered_json rendered(const Context& context, const Microtenant& microtenant) {
    ordered_json out;
    out["id"] = microtenant.id;
    if (microtenant.id != "0") {
        out["modifiedTime"] = std::to_string(microtenant.modified_time);
        out["creationTime"] = std::to_string(microtenant.creation_time);
        out["modifiedBy"] = microtenant.modified_by;
    }
    out["name"] = context.text(microtenant.name);
    if (!microtenant.description.empty()) out["description"] = context.text(microtenant.description);
    out["enabled"] = microtenant.enabled;
    out["operator"] = "OR";
    if (!microtenant.criteria_attribute.empty()) out["criteriaAttribute"] = microtenant.criteria_attribute;
    if (!microtenant.criteria_values.empty()) out["criteriaAttributeValues"] = microtenant.criteria_values;
    return out;
}

// Default comes last.
std::vector<std::shared_ptr<const Microtenant>> all(const Context& context) {
    auto items = context.organisation.table<Microtenant>().all(context.list_moment);
    std::stable_partition(items.begin(), items.end(), [](const auto& item) { return item->id != "0"; });
    return items;
}

void overlay(const Context& context, const json& body, Microtenant& microtenant) {
    if (const auto name = text_member(body, "name")) microtenant.name = trim(*name);
    if (microtenant.name.empty()) throw bad_argument("name");
    if (const auto description = text_member(body, "description")) microtenant.description = *description;
    if (const auto enabled = bool_member(body, "enabled")) microtenant.enabled = *enabled;
    if (const auto attribute = text_member(body, "criteriaAttribute")) microtenant.criteria_attribute = *attribute;
    if (const auto values = body.find("criteriaAttributeValues"); values != body.end() && values->is_array()) {
        microtenant.criteria_values.clear();
        for (const auto& value : *values) {
            if (!value.is_string()) throw bad_argument("criteriaAttributeValues");
            microtenant.criteria_values.push_back(value.get<std::string>());
        }
    }
    for (const auto& other : context.organisation.table<Microtenant>().all()) {
        if (other->id == microtenant.id) continue;
        if (equal_ignoring_case(other->name, microtenant.name)) throw already_exists(microtenant.name);
        for (const auto& value : microtenant.criteria_values) {
            const auto& taken = other->criteria_values;
            if (std::find(taken.begin(), taken.end(), value) != taken.end()) {
                throw Refusal(400, "domains.already.exists.in.other.microtenant", "Domain is in use: " + value,
                              {value});
            }
        }
    }
}

std::shared_ptr<const Microtenant> changeable(const Context& context) {
    auto found = context.organisation.find<Microtenant>(context.route.id);
    if (!found) throw not_found(context.behaviour, context.route.id);
    if (found->id == "0") throw managed(context.behaviour);
    return found;
}

Reply write(Context& context, Microtenant microtenant, bool is_new) {
    overlay(context, context.body(), microtenant);
    if (is_new) {
        microtenant.id = context.organisation.new_long_id();
        context.stamp_new(microtenant);
    } else {
        context.stamp_changed(microtenant);
    }
    context.touched(microtenant);
    context.organisation.put(microtenant);
    return is_new ? json_reply(201, rendered(context, microtenant).dump()) : empty_reply(204);
}

Reply remove(Context& context) {
    const auto found = changeable(context);
    context.touched(*found);
    for (const auto& key : context.organisation.table<Key>().all()) {
        if (key->microtenant == found->id) throw referenced("Provisioning Key", key->name);
    }
    for (const auto& group : context.organisation.table<Group>().all()) {
        if (group->microtenant == found->id) throw referenced("Group", group->name);
    }
    context.organisation.erase<Microtenant>(found->id);
    return empty_reply(204);
}

Reply list(const Context& context) {
    static const std::vector<std::string> fields{"id", "name", "description", "enabled"};
    return listing(
        context, all(context), fields,
        [&](const Microtenant& item, std::string_view field) { return scalar(rendered(context, item), field); },
        [&](const Microtenant& item) { return rendered(context, item); }, Sharing::with_default);
}

Reply summary(const Context& context) {
    auto out = ordered_json::array();
    for (const auto& item : all(context)) {
        out.push_back({{"id", item->id}, {"name", context.text(item->name)}, {"enabled", item->enabled}});
    }
    return json_reply(200, out.dump());
}

}  // namespace

Reply microtenants(Context& context) {
    const auto& operation = context.route.operation;
    if (operation == "list" || operation == "search") return list(context);
    if (operation == "summary") return summary(context);
    if (operation == "get") {
        const auto found = context.organisation.find<Microtenant>(context.route.id);
        if (!found) throw not_found(context.behaviour, context.route.id);
        return json_reply(200, rendered(context, *found).dump());
    }
    if (operation == "create") return write(context, {}, true);
    if (operation == "update") return write(context, *changeable(context), false);
    if (operation == "delete") return remove(context);
    return no_handler(context.call);
}

Reply authentication_domains(Context& context) {
    if (context.route.operation != "list") return no_handler(context.call);
    const ordered_json out{{"authDomains", {context.organisation.id() + ".zpa-customer.com"}}};
    return json_reply(200, out.dump());
}

}  // namespace simulator
