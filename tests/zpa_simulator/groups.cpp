#include "tests/zpa_simulator/component_fields.h"
#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/group_fields.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

using nlohmann::ordered_json;

namespace {

enum class Shown { in_post_reply, in_get, in_list };

std::string type_of(const Context& context) {
    return context.route.kind == "serviceEdgeGroup" ? service_edge_group : connector_group;
}

ordered_json members_of(const Context& context, const Group& group) {
    auto out = ordered_json::array();
    for (const auto& component : context.organisation.table<Component>().all()) {
        if (component->group_id == group.id) out.push_back(rendered(context, *component));
    }
    return out;
}

// What only a read shows: how the version profile works out, the microtenant's name, who has enrolled.
void add_read_fields(const Context& context, const Group& group, ordered_json& out) {
    const bool edge = group.association_type == service_edge_group;
    out["upgradePriority"] = "WEEK";
    if (const auto profile = context.organisation.find<VersionProfile>(group.fields.value("versionProfileId", "0"))) {
        out["versionProfileName"] = profile->name;
        out["versionProfileVisibilityScope"] = profile->scope;
        out["version"] = {{"version_profile_gid", profile->id},
                          {"versionProfileName", profile->name},
                          {"sargeVersion", "1.9.2"},
                          {"childVersion", "26.52.3"},
                          {"latestPlatform", "el9"}};
    }
    const auto microtenant = context.organisation.find<Microtenant>(group.microtenant);
    if (microtenant) out["microtenantName"] = context.text(microtenant->name);
    if (auto members = members_of(context, group); !members.empty()) {
        out[edge ? "serviceEdges" : "connectors"] = std::move(members);
    }
}

ordered_json rendered(const Context& context, const Group& group, Shown shown) {
    ordered_json out;
    out["id"] = group.id;
    out["modifiedTime"] = std::to_string(group.modified_time);
    out["creationTime"] = std::to_string(group.creation_time);
    out["modifiedBy"] = group.modified_by;
    out["name"] = context.text(group.name);
    for (const auto& [name, value] : group.fields.items()) {
        out[name] = name == "description" ? ordered_json(context.text(value.get<std::string>())) : ordered_json(value);
    }
    if (group.association_type == connector_group) out["connectorGroupType"] = "APP";
    out["readOnly"] = group.read_only;
    out["zscalerManaged"] = group.zscaler_managed;
    if (group.microtenant != "0") out["microtenantId"] = group.microtenant;
    if (shown != Shown::in_post_reply) add_read_fields(context, group, out);
    if (shown == Shown::in_get && context.behaviour.get_hides_lss_flag && out.contains("lssAppConnectorGroup")) {
        out["lssAppConnectorGroup"] = false;
    }
    return out;
}

std::shared_ptr<const Group> wanted(const Context& context, const Moment& moment = {}) {
    auto group = context.organisation.table<Group>().find(context.route.id, moment);
    if (!group || group->association_type != type_of(context) || !context.in_scope(*group)) {
        throw not_found(context.behaviour, context.route.id);
    }
    return group;
}

std::shared_ptr<const Group> changeable(const Context& context) {
    auto group = wanted(context);
    if (group->read_only || group->zscaler_managed) throw managed(context.behaviour);
    return group;
}

std::vector<std::shared_ptr<const Group>> all(const Context& context) {
    auto groups = context.organisation.table<Group>().all(context.list_moment);
    std::erase_if(groups, [&](const auto& group) { return group->association_type != type_of(context); });
    return groups;
}

void check_name(const Context& context, const Group& group) {
    if (!context.behaviour.group_names_unique) return;
    for (const auto& other : context.organisation.table<Group>().all()) {
        const bool same = context.behaviour.unique_names_ignore_case ? equal_ignoring_case(other->name, group.name)
                                                                     : other->name == group.name;
        if (same && other->id != group.id && other->association_type == group.association_type &&
            other->microtenant == group.microtenant) {
            throw already_exists(group.name);
        }
    }
}

Reply summary(const Context& context) {
    auto out = ordered_json::array();
    for (const auto& group : all(context)) {
        if (context.in_scope(*group)) out.push_back({{"id", group->id}, {"name", context.text(group->name)}});
    }
    return json_reply(200, out.dump());
}

Reply list(const Context& context) {
    return listing(
        context, all(context), group_search_fields(type_of(context)),
        [](const Group& group, std::string_view field) -> std::optional<std::string> {
            if (field == "id") return group.id;
            if (field == "name") return group.name;
            if (field == "creationTime") return std::to_string(group.creation_time);
            if (field == "modifiedTime") return std::to_string(group.modified_time);
            if (field == "modifiedBy") return group.modified_by;
            return scalar(group.fields, field);
        },
        [&](const Group& group) { return rendered(context, group, Shown::in_list); });
}

Reply create(Context& context) {
    const auto body = context.body();
    const auto allowed = context.organisation.allowance.groups;
    Group group;
    group.association_type = type_of(context);
    group.microtenant = context.write_scope(body);
    overlay(context, body, group, true);
    check_name(context, group);
    if (allowed > 0 && all(context).size() >= static_cast<std::size_t>(allowed)) {
        throw Refusal(400, "invalid.resource.argument", "The maximum number of groups has been reached.");
    }
    group.id = context.organisation.new_long_id();
    context.stamp_new(group);
    context.touched(group);
    context.organisation.put(group);
    return json_reply(201, rendered(context, group, Shown::in_post_reply).dump());
}

Reply update(Context& context) {
    auto group = *changeable(context);
    overlay(context, context.body(), group, false);
    check_name(context, group);
    context.stamp_changed(group);
    context.touched(group);
    context.organisation.put(group);
    return empty_reply(204);
}

Reply remove(Context& context) {
    const auto group = changeable(context);
    context.touched(*group);
    if (context.behaviour.delete_of_referenced_group_refused) {
        for (const auto& key : context.organisation.table<Key>().all()) {
            if (key->group_id == group->id) throw referenced("Provisioning Key", key->name);
        }
        for (const auto& component : context.organisation.table<Component>().all()) {
            if (component->group_id == group->id) throw referenced("Connector", component->name);
        }
    }
    context.organisation.erase<Group>(group->id);
    return empty_reply(204);
}

}  // namespace

Reply groups(Context& context) {
    const auto& operation = context.route.operation;
    if (operation == "list") return list(context);
    if (operation == "summary") return summary(context);
    if (operation == "get") {
        return json_reply(200, rendered(context, *wanted(context, context.get_moment), Shown::in_get).dump());
    }
    if (operation == "create") return create(context);
    if (operation == "update") return update(context);
    if (operation == "delete") return remove(context);
    if (operation == "serverGroups") {
        static_cast<void>(wanted(context));
        return envelope(context, ordered_json::array(), 0, page_of(context));
    }
    return no_handler(context.call);
}

}  // namespace simulator
