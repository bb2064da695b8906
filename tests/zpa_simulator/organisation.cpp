#include "tests/zpa_simulator/organisation.h"

#include "tests/zpa_simulator/certificates.h"
#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

using nlohmann::json;

constexpr std::int64_t certificate_life = 10 * 365 * 86'400LL;

template <class T>
json saved_table(const Organisation& organisation) {
    auto out = json::array();
    for (const auto& item : organisation.table<T>().all()) out.push_back(*item);
    return out;
}

template <class T>
void load_table(Organisation& organisation, const json& saved) {
    for (const auto& item : organisation.table<T>().all()) organisation.erase<T>(item->id);
    for (const auto& item : saved) organisation.put(item.template get<T>());
}

}  // namespace

Organisation::Organisation(std::string id, Clock& clock, std::atomic<std::uint64_t>& changes)
    : name("Organisation " + id),
      id_(std::move(id)),
      clock_(&clock),
      changes_(&changes),
      pem_(make_authority(id_ + ".zpa-customer.com").certificate) {
    seed();
}

void Organisation::seed() {
    const auto now = clock_->seconds();
    const auto stamp = [&](auto& record, std::string record_id, std::string record_name) {
        record.id = std::move(record_id);
        record.name = std::move(record_name);
        record.creation_time = record.modified_time = now;
        record.modified_by = id_;
    };
    int next_certificate = 7001;
    for (const auto* certificate_name : {"Root", "Client", "Connector", "Service Edge"}) {
        Certificate certificate;
        stamp(certificate, std::to_string(next_certificate), certificate_name);
        if (certificate.name == "Client") certificate.client_type = "ZAPP_CLIENT";
        if (certificate.name != "Root") certificate.parent_id = "7001";
        certificate.pem = pem_;
        certificate.valid_from = now;
        certificate.valid_to = now + certificate_life;
        put(certificate);
        ++next_certificate;
    }
    int next_profile = 0;
    for (const auto* profile_name : {"Default", "Previous Default", "New Release"}) {
        VersionProfile profile;
        stamp(profile, std::to_string(next_profile++), profile_name);
        put(profile);
    }
    Microtenant everybody;
    everybody.id = "0";
    everybody.name = "Default";
    put(everybody);
    for (const auto& type : association_types()) {
        if (type == connector_group || type == service_edge_group) continue;
        Group group;
        stamp(group, new_long_id(), type + " group");
        group.association_type = type;
        put(group);
    }
}

std::string Organisation::new_short_id() { return std::to_string(next_short_++); }

std::string Organisation::new_long_id() {
    const auto base = parse_int(id_).value_or(216'196'257'331'281'920LL);
    return std::to_string(base + 1000 + next_long_++);
}

std::string Organisation::new_key_value() {
    // The first number is what the customer id has in its top bits, as in every value that was recorded.
    const auto shard = parse_int(id_).value_or(0) >> 56;
    return std::to_string(shard) + "|api.private.zscaler.com|" + base64(random_bytes(288)) + "-" + new_long_id();
}

json Organisation::saved() const {
    return {
        {"id", id_},
        {"name", name},
        {"oauth2Enrolment", oauth2_enrolment},
        {"allowance", {{"keys", allowance.keys}, {"groups", allowance.groups}, {"components", allowance.components}}},
        {"schedules", schedules},
        {"nextShortId", next_short_},
        {"nextLongId", next_long_},
        {"keys", saved_table<Key>(*this)},
        {"groups", saved_table<Group>(*this)},
        {"components", saved_table<Component>(*this)},
        {"certificates", saved_table<Certificate>(*this)},
        {"microtenants", saved_table<Microtenant>(*this)},
        {"versionProfiles", saved_table<VersionProfile>(*this)}};
}

void Organisation::load(const json& saved) {
    name = saved.at("name").get<std::string>();
    oauth2_enrolment = saved.at("oauth2Enrolment").get<bool>();
    allowance.keys = saved.at("allowance").at("keys").get<std::int64_t>();
    allowance.groups = saved.at("allowance").at("groups").get<std::int64_t>();
    allowance.components = saved.at("allowance").at("components").get<std::int64_t>();
    schedules = saved.at("schedules").get<std::map<std::string, json>>();
    next_short_ = saved.at("nextShortId").get<std::int64_t>();
    next_long_ = saved.at("nextLongId").get<std::int64_t>();
    load_table<Key>(*this, saved.at("keys"));
    load_table<Group>(*this, saved.at("groups"));
    load_table<Component>(*this, saved.at("components"));
    load_table<Certificate>(*this, saved.at("certificates"));
    load_table<Microtenant>(*this, saved.at("microtenants"));
    load_table<VersionProfile>(*this, saved.at("versionProfiles"));
}

}  // namespace simulator
