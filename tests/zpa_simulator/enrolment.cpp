#include "tests/zpa_simulator/enrolment.h"

#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "tests/zpa_simulator/context.h"
#include "tests/zpa_simulator/errors.h"

namespace simulator {

using nlohmann::json;

namespace {

namespace ip = boost::asio::ip;

bool lies_in(const ip::address& address, const std::string& range) {
    boost::system::error_code error;
    if (range.find('/') == std::string::npos) return ip::make_address(range, error) == address && !error;
    if (address.is_v4()) {
        const auto network = ip::make_network_v4(range, error);
        return !error &&
               ip::make_network_v4(address.to_v4(), network.prefix_length()).canonical() == network.canonical();
    }
    const auto network = ip::make_network_v6(range, error);
    return !error && ip::make_network_v6(address.to_v6(), network.prefix_length()).canonical() == network.canonical();
}

bool is_allowed(const Key& key, const std::string& source) {
    if (key.ip_acl.empty()) return true;
    boost::system::error_code error;
    const auto address = ip::make_address(source, error);
    return !error && std::any_of(key.ip_acl.begin(), key.ip_acl.end(),
                                 [&](const std::string& range) { return lies_in(address, range); });
}

Refusal used_up() {
    return {400, "nonce.usage.exceeded", "nonce usage count reached the limit nonce.maxUsage", {"nonce.maxUsage"}};
}

std::shared_ptr<const Component> known_component(const Organisation& organisation, const Key& key,
                                                 const std::string& fingerprint) {
    for (const auto& component : organisation.table<Component>().all()) {
        if (component->key_id == key.id && component->fingerprint == fingerprint) return component;
    }
    return nullptr;
}

void spend_use(Organisation& organisation, Key& key) {
    if (key.usage_count >= key.max_usage) throw used_up();
    ++key.usage_count;
    key.modified_time = organisation.clock().seconds();
    key.modified_by = "3";
    organisation.put(key);
}

Component new_component(Organisation& organisation, Key& key, const std::string& fingerprint) {
    const auto allowed = organisation.allowance.components;
    if (allowed > 0 && organisation.table<Component>().size() >= static_cast<std::size_t>(allowed)) {
        throw Refusal(400, "invalid.resource.argument", "The maximum number of components has been reached.");
    }
    ++key.last_ordinal;
    spend_use(organisation, key);
    Component component;
    component.id = organisation.new_long_id();
    component.name = key.name + "-" + std::to_string(key.last_ordinal);
    component.microtenant = key.microtenant;
    component.creation_time = component.modified_time = organisation.clock().seconds();
    component.modified_by = "-2";
    component.association_type = key.association_type;
    component.group_id = key.group_id;
    component.key_id = key.id;
    component.key_name = key.name;
    component.certificate_id = key.certificate_id;
    component.fingerprint = fingerprint;
    component.issued_certificate_id = organisation.new_short_id();
    return component;
}

json enrolled(Organisation& organisation, Key key, const json& body, const std::string& source,
              const Behaviour& behaviour) {
    if (!key.enabled && !behaviour.disabled_key_enrols) throw access_denied(401, "nonce is disabled");
    const auto group = organisation.find<Group>(key.group_id);
    if (!group) throw unknown_reference(key.group_id);

    const auto given = text_member(body, "fingerprint").value_or("");
    const auto fingerprint = given.empty() ? base64(random_bytes(32)) : given;
    const auto known = known_component(organisation, key, fingerprint);
    if (known && behaviour.reenrolment_costs_a_use) spend_use(organisation, key);
    auto component = known ? *known : new_component(organisation, key, fingerprint);

    component.public_ip = text_member(body, "publicIp").value_or(source);
    component.private_ip = text_member(body, "privateIp").value_or("172.17.0.2");
    component.version = text_member(body, "version").value_or("26.52.3");
    component.platform = text_member(body, "platform").value_or("el9");
    component.platform_detail = "Docker-Zscaler RedHat Image - ZSIVersion: 2024.11";
    // From an address outside the list the enrolment stays pending: there is a record, but no connection.
    component.connected = is_allowed(key, component.public_ip) && bool_member(body, "connected").value_or(true);
    if (component.connected) component.last_connect = organisation.clock().seconds();
    organisation.put(component);
    return {{"customerId", organisation.id()}, {"componentId", component.id},
            {"name", component.name},          {"associationType", key.association_type},
            {"groupId", key.group_id},         {"provisioningKeyId", key.id},
            {"fingerprint", fingerprint},      {"connected", component.connected},
            {"reenrolled", known != nullptr}};
}

}  // namespace

EnrolmentResult enrol(const Call& call, State& state, const Behaviours& behaviours) {
    EnrolmentResult result;
    try {
        const auto body = json::parse(call.body, nullptr, false);
        if (!body.is_object()) throw bad_request("JSON parse error");
        const auto value = text_member(body, "provisioningKey").value_or("");
        json answer;
        state.each([&](Organisation& organisation) {
            if (!result.customer.empty() || value.empty()) return;
            for (const auto& key : organisation.table<Key>().all()) {
                if (key->value != value) continue;
                result.customer = organisation.id();
                answer = enrolled(organisation, *key, body, call.source, behaviours.of(organisation.id()));
                return;
            }
        });
        if (answer.is_null()) throw access_denied(401, "invalid nonce");
        result.component = answer["componentId"].get<std::string>();
        result.name = answer["name"].get<std::string>();
        result.reply = json_reply(200, answer.dump());
    } catch (const Refusal& refusal) {
        result.reply = refusal.reply();
        auto body = json::parse(result.reply.body);
        body["hostname"] = "api.private.zscaler.com";
        result.reply.body = body.dump();
    }
    return result;
}

}  // namespace simulator
