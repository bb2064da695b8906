#include "tests/zpa_simulator/portal.h"

#include "tests/zpa_simulator/places.h"

namespace simulator {

namespace {

constexpr auto administrator = "216196257331200001";

void fill(Organisation& organisation, Record& record, std::string id) {
    if (record.id.empty()) record.id = std::move(id);
    const auto now = organisation.clock().seconds();
    if (record.creation_time == 0) record.creation_time = now;
    if (record.modified_time == 0) record.modified_time = record.creation_time;
    if (record.modified_by.empty()) record.modified_by = administrator;
}

std::string first_group(const Organisation& organisation, const std::string& type) {
    for (const auto& group : organisation.table<Group>().all()) {
        if (group->association_type == type) return group->id;
    }
    throw NoSuchObject("there is no group of type " + type);
}

void fill_key(Organisation& organisation, Key& key) {
    if (key.association_type.empty()) key.association_type = connector_group;
    if (key.group_id.empty()) key.group_id = first_group(organisation, key.association_type);
    if (key.certificate_id.empty()) {
        const auto* wanted = key.association_type == service_edge_group ? "Service Edge" : "Connector";
        if (const auto certificate = organisation.find_by_name<Certificate>(wanted))
            key.certificate_id = certificate->id;
    }
    if (key.value.empty()) key.value = organisation.new_key_value();
    fill(organisation, key, key.id.empty() ? organisation.new_short_id() : "");
}

}  // namespace

Portal::Portal(State& state) : state_(state) {}

void Portal::stamp(const Organisation& organisation, Record& record) {
    record.modified_time = organisation.clock().seconds();
    record.modified_by = administrator;
}

Key Portal::add(const std::string& customer, Key key) {
    return state_.with(customer, [&](Organisation& organisation) {
        fill_key(organisation, key);
        organisation.put(key);
        return key;
    });
}

Group Portal::add(const std::string& customer, Group group) {
    return state_.with(customer, [&](Organisation& organisation) {
        fill(organisation, group, organisation.new_long_id());
        organisation.put(group);
        return group;
    });
}

Certificate Portal::add(const std::string& customer, Certificate certificate) {
    return state_.with(customer, [&](Organisation& organisation) {
        fill(organisation, certificate, organisation.new_short_id());
        if (certificate.pem.empty()) certificate.pem = organisation.certificate_pem();
        if (certificate.valid_from == 0) certificate.valid_from = certificate.creation_time;
        if (certificate.valid_to == 0) certificate.valid_to = certificate.valid_from + 315'360'000;
        organisation.put(certificate);
        return certificate;
    });
}

Microtenant Portal::add(const std::string& customer, Microtenant microtenant) {
    return state_.with(customer, [&](Organisation& organisation) {
        fill(organisation, microtenant, organisation.new_long_id());
        organisation.put(microtenant);
        return microtenant;
    });
}

Component Portal::add(const std::string& customer, Component component) {
    return state_.with(customer, [&](Organisation& organisation) {
        fill(organisation, component, organisation.new_long_id());
        organisation.put(component);
        return component;
    });
}

Group Portal::add_group(const std::string& customer, const std::string& association_type, const std::string& name) {
    Group group;
    group.name = name;
    group.association_type = association_type;
    group.fields = {{"enabled", true},
                    {"latitude", normal_decimal(37.3382082)},
                    {"longitude", normal_decimal(-121.8863286)},
                    {"location", "San Jose, CA, USA"},
                    {"cityCountry", "San Jose, US"},
                    {"countryCode", "US"},
                    {"upgradeDay", "SUNDAY"},
                    {"upgradeTimeInSecs", "66600"},
                    {"versionProfileId", "0"}};
    group.fields["overrideVersionProfile"] = association_type == service_edge_group;
    if (association_type == service_edge_group) {
        group.fields["isPublic"] = "DEFAULT";
    } else {
        group.fields["dnsQueryType"] = "IPV4_IPV6";
    }
    return add(customer, group);
}

void Portal::seed_keys(const std::string& customer, std::size_t count, const Key& pattern) {
    state_.with(customer, [&](Organisation& organisation) {
        for (std::size_t i = 1; i <= count; ++i) {
            auto key = pattern;
            key.name = (pattern.name.empty() ? "seeded" : pattern.name) + "-" + std::to_string(i);
            fill_key(organisation, key);
            organisation.put(key);
        }
    });
}

Component Portal::set_connected(const std::string& customer, const std::string& component, bool connected) {
    return state_.with(customer, [&](Organisation& organisation) {
        const auto item = organisation.find<Component>(component);
        if (!item) throw NoSuchObject("there is no object " + component);
        auto copy = *item;
        const auto now = organisation.clock().seconds();
        if (connected) copy.last_connect = now;
        if (!connected && copy.connected) copy.last_disconnect = now;
        copy.connected = connected;
        organisation.put(copy);
        return copy;
    });
}

}  // namespace simulator
