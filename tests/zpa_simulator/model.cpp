#include "tests/zpa_simulator/model.h"

#include <stdexcept>

#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

using nlohmann::json;

template <class Self, class Visit>
void record(Self& r, Visit& visit) {
    visit("id", r.id);
    visit("name", r.name);
    visit("microtenantId", r.microtenant);
    visit("readOnly", r.read_only);
    visit("zscalerManaged", r.zscaler_managed);
    visit("creationTime", r.creation_time);
    visit("modifiedTime", r.modified_time);
    visit("modifiedBy", r.modified_by);
}

template <class Self, class Visit>
    requires std::is_same_v<std::remove_const_t<Self>, Key>
void members(Self& k, Visit visit) {
    record(k, visit);
    visit("associationType", k.association_type);
    visit("zcomponentId", k.group_id);
    visit("enrollmentCertId", k.certificate_id);
    visit("maxUsage", k.max_usage);
    visit("usageCount", k.usage_count);
    visit("lastOrdinal", k.last_ordinal);
    visit("enabled", k.enabled);
    visit("exportable", k.exportable);
    visit("ipAcl", k.ip_acl);
    visit("uiConfig", k.ui_config);
    visit("provisioningKey", k.value);
    visit("others", k.others);
}

template <class Self, class Visit>
    requires std::is_same_v<std::remove_const_t<Self>, Component>
void members(Self& c, Visit visit) {
    record(c, visit);
    visit("associationType", c.association_type);
    visit("description", c.description);
    visit("groupId", c.group_id);
    visit("provisioningKeyId", c.key_id);
    visit("provisioningKeyName", c.key_name);
    visit("enrollmentCertId", c.certificate_id);
    visit("fingerprint", c.fingerprint);
    visit("issuedCertId", c.issued_certificate_id);
    visit("privateIp", c.private_ip);
    visit("publicIp", c.public_ip);
    visit("currentVersion", c.version);
    visit("platform", c.platform);
    visit("platformDetail", c.platform_detail);
    visit("enabled", c.enabled);
    visit("connected", c.connected);
    visit("upgradable", c.upgradable);
    visit("lastBrokerConnectTime", c.last_connect);
    visit("lastBrokerDisconnectTime", c.last_disconnect);
}

template <class Self, class Visit>
    requires std::is_same_v<std::remove_const_t<Self>, Certificate>
void members(Self& c, Visit visit) {
    record(c, visit);
    visit("clientCertType", c.client_type);
    visit("parentCertId", c.parent_id);
    visit("certificate", c.pem);
    visit("allowSigning", c.allow_signing);
    visit("privateKeyPresent", c.private_key_present);
    visit("validFromInEpochSec", c.valid_from);
    visit("validToInEpochSec", c.valid_to);
}

template <class Self, class Visit>
    requires std::is_same_v<std::remove_const_t<Self>, Microtenant>
void members(Self& m, Visit visit) {
    record(m, visit);
    visit("description", m.description);
    visit("enabled", m.enabled);
    visit("criteriaAttribute", m.criteria_attribute);
    visit("criteriaAttributeValues", m.criteria_values);
}

template <class Self, class Visit>
    requires std::is_same_v<std::remove_const_t<Self>, VersionProfile>
void members(Self& p, Visit visit) {
    record(p, visit);
    visit("upgradePriority", p.priority);
    visit("visibilityScope", p.scope);
}

template <class Self, class Visit>
    requires std::is_same_v<std::remove_const_t<Self>, Client>
void members(Self& c, Visit visit) {
    visit("id", c.id);
    visit("secret", c.secret);
    visit("publicKey", c.public_key);
    visit("number", c.number);
    visit("vanity", c.vanity);
    visit("customers", c.customers);
    visit("oneapi", c.oneapi);
    visit("legacy", c.legacy);
    visit("enabled", c.enabled);
}

struct Write {
    json& out;
    template <class V>
    void operator()(const char* name, const V& value) {
        out[name] = value;
    }
};

struct Read {
    const json& in;
    template <class V>
    void operator()(const char* name, V& value) {
        const auto found = in.find(name);
        if (found == in.end() || found->is_null()) return;
        try {
            if constexpr (std::is_same_v<V, std::int64_t>) {
                const auto number = found->is_string() ? parse_int(found->template get_ref<const std::string&>())
                                                       : std::optional(found->template get<std::int64_t>());
                value = number.value();
            } else if constexpr (std::is_same_v<V, std::string>) {
                value = found->is_string() ? found->template get<std::string>() : found->dump();
            } else {
                found->get_to(value);
            }
        } catch (const std::exception&) {
            throw std::invalid_argument(std::string(name) + " has the wrong type");
        }
    }
};

template <class T>
void write(json& out, const T& from) {
    out = json::object();
    members(from, Write{out});
}

template <class T>
void read(const json& in, T& to) {
    if (!in.is_object()) throw std::invalid_argument("a JSON object was expected");
    members(to, Read{in});
}

}  // namespace

const std::vector<std::string>& association_types() {
    static const std::vector<std::string> all{connector_group, service_edge_group, "NP_ASSISTANT_GRP",
                                              "SITE_CONTROLLER_GRP", "EXPORTER_GRP"};
    return all;
}

void to_json(json& out, const Key& from) { write(out, from); }
void to_json(json& out, const Component& from) { write(out, from); }
void to_json(json& out, const Certificate& from) { write(out, from); }
void to_json(json& out, const Microtenant& from) { write(out, from); }
void to_json(json& out, const VersionProfile& from) { write(out, from); }
void to_json(json& out, const Client& from) { write(out, from); }

void from_json(const json& in, Key& to) { read(in, to); }
void from_json(const json& in, Component& to) { read(in, to); }
void from_json(const json& in, Certificate& to) { read(in, to); }
void from_json(const json& in, Microtenant& to) { read(in, to); }
void from_json(const json& in, VersionProfile& to) { read(in, to); }
void from_json(const json& in, Client& to) { read(in, to); }

// A group's own fields lie beside those of the record, as they do in ZPA.
void to_json(json& out, const Group& from) {
    out = from.fields;
    auto write_to = Write{out};
    record(from, write_to);
    out["associationType"] = from.association_type;
}

void from_json(const json& in, Group& to) {
    if (!in.is_object()) throw std::invalid_argument("a JSON object was expected");
    auto read_from = Read{in};
    record(to, read_from);
    read_from("associationType", to.association_type);
    to.fields.update(in);
    for (const auto* own : {"id", "name", "microtenantId", "readOnly", "zscalerManaged", "creationTime", "modifiedTime",
                            "modifiedBy", "associationType"}) {
        to.fields.erase(own);
    }
}

}  // namespace simulator
