#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/key_fields.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

namespace {

bool is_type_of(const Context& context, const Key& key) {
    return key.association_type == context.route.association_type && context.in_scope(key);
}

std::shared_ptr<const Key> wanted(const Context& context, const Moment& moment = {}) {
    auto key = context.organisation.table<Key>().find(context.route.id, moment);
    if (!key || !is_type_of(context, *key)) throw not_found(context.behaviour, context.route.id);
    return key;
}

std::shared_ptr<const Key> changeable(const Context& context) {
    auto key = wanted(context);
    if (key->read_only || key->zscaler_managed) throw managed(context.behaviour);
    return key;
}

std::vector<std::shared_ptr<const Key>> keys_of_type(const Context& context) {
    auto keys = context.organisation.table<Key>().all(context.list_moment);
    std::erase_if(keys, [&](const auto& key) { return key->association_type != context.route.association_type; });
    return keys;
}

Reply list(const Context& context) {
    return listing(
        context, keys_of_type(context), key_search_fields(),
        [&](const Key& key, std::string_view field) { return key_field(context, key, field); },
        [&](const Key& key) { return rendered(context, key, Shown::in_get); });
}

Reply of_group(const Context& context) {
    auto out = nlohmann::ordered_json::array();
    for (const auto& key : keys_of_type(context)) {
        if (key->group_id == context.route.id && context.in_scope(*key)) {
            out.push_back(rendered(context, *key, Shown::in_get));
        }
    }
    return json_reply(200, out.dump());
}

Reply create(Context& context) {
    auto& organisation = context.organisation;
    const auto body = context.body();
    if (organisation.oauth2_enrolment) {
        throw Refusal(context.behaviour.key_refused_on_oauth2_status, "invalid.resource.argument",
                      "Provisioning keys are not supported for customers enabled for OAuth2 enrollment.");
    }
    Key key;
    key.association_type = context.route.association_type;
    key.microtenant = context.write_scope(body);
    overlay(context, body, key, true);
    const auto allowed = organisation.allowance.keys;
    if (allowed > 0 && keys_of_type(context).size() >= static_cast<std::size_t>(allowed)) {
        throw Refusal(400, "invalid.resource.argument", "The maximum number of provisioning keys has been reached.");
    }
    key.id = organisation.new_short_id();
    key.value = organisation.new_key_value();
    context.stamp_new(key);
    context.touched(key);
    organisation.put(key);
    return json_reply(200, rendered(context, key, Shown::in_post_reply).dump());
}

Reply update(Context& context) {
    auto key = *changeable(context);
    overlay(context, context.body(), key, false);
    context.stamp_changed(key);
    context.touched(key);
    context.organisation.put(key);
    return empty_reply(204);
}

// Components that enrolled with the key stay connected, but are not upgraded any more.
void orphan_components(Organisation& organisation, const std::string& key_id) {
    for (const auto& component : organisation.table<Component>().all()) {
        if (component->key_id != key_id) continue;
        auto orphan = *component;
        orphan.upgradable = false;
        organisation.put(orphan);
    }
}

Reply remove(Context& context) {
    const auto key = changeable(context);
    context.touched(*key);
    if (key->usage_count > 0 && context.behaviour.delete_of_used_key_refused)
        throw referenced("App Connector", key->name);
    context.organisation.erase<Key>(key->id);
    orphan_components(context.organisation, key->id);
    return empty_reply(204);
}

}  // namespace

Reply provisioning_keys(Context& context) {
    const auto& types = association_types();
    if (std::find(types.begin(), types.end(), context.route.association_type) == types.end()) {
        throw bad_argument("associationType");
    }
    const auto& operation = context.route.operation;
    if (operation == "list") return list(context);
    if (operation == "ofGroup") return of_group(context);
    if (operation == "get") {
        return json_reply(200, rendered(context, *wanted(context, context.get_moment), Shown::in_get).dump());
    }
    if (operation == "create") return create(context);
    if (operation == "update") return update(context);
    if (operation == "delete") return remove(context);
    return no_handler(context.call);
}

}  // namespace simulator
