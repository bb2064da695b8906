#include "tests/zpa_simulator/component_fields.h"
#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

namespace {

std::string type_of(const Context& context) {
    return context.route.kind == "serviceEdge" ? service_edge_group : connector_group;
}

std::shared_ptr<const Component> wanted(const Context& context, const std::string& id, const Moment& moment = {}) {
    auto component = context.organisation.table<Component>().find(id, moment);
    if (!component || component->association_type != type_of(context) || !context.in_scope(*component)) {
        throw not_found(context.behaviour, id);
    }
    return component;
}

Reply list(const Context& context) {
    auto components = context.organisation.table<Component>().all(context.list_moment);
    std::erase_if(components, [&](const auto& component) { return component->association_type != type_of(context); });
    return listing(
        context, std::move(components), component_search_fields(),
        [&](const Component& component, std::string_view field) {
            if (field == "name") return std::optional(component.name);
            return scalar(rendered(context, component), field);
        },
        [&](const Component& component) { return rendered(context, component); });
}

Reply update(Context& context) {
    auto component = *wanted(context, context.route.id);
    const auto body = context.body();
    if (const auto name = text_member(body, "name")) component.name = trim(*name);
    if (component.name.empty()) throw bad_argument("name");
    if (const auto description = text_member(body, "description")) component.description = *description;
    if (const auto enabled = bool_member(body, "enabled")) component.enabled = *enabled;
    context.stamp_changed(component);
    context.touched(component);
    context.organisation.put(component);
    return empty_reply(204);
}

Reply remove(Context& context) {
    const auto component = wanted(context, context.route.id);
    context.touched(*component);
    context.organisation.erase<Component>(component->id);
    return empty_reply(204);
}

Reply remove_many(Context& context) {
    const auto body = context.body();
    const auto ids = body.find("ids");
    if (ids == body.end() || !ids->is_array()) throw bad_argument("ids");
    std::vector<std::string> found;
    for (const auto& id : *ids) {
        const auto text = id.is_string() ? id.get<std::string>() : id.dump();
        found.push_back(wanted(context, text)->id);
    }
    for (const auto& id : found) {
        context.touched_id += (context.touched_id.empty() ? "" : ",") + id;
        context.organisation.erase<Component>(id);
    }
    return json_reply(200, "{}");
}

}  // namespace

Reply components(Context& context) {
    const auto& operation = context.route.operation;
    if (operation == "list") return list(context);
    if (operation == "get") {
        return json_reply(200, rendered(context, *wanted(context, context.route.id, context.get_moment)).dump());
    }
    if (operation == "update") return update(context);
    if (operation == "delete") return remove(context);
    if (operation == "bulkDelete") return remove_many(context);
    return no_handler(context.call);
}

}  // namespace simulator
