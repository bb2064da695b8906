#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

// What an organisation holds. In JSON (the control API, the state file) members carry ZPA's names where it has one.
namespace simulator {

inline constexpr auto connector_group = "CONNECTOR_GRP";
inline constexpr auto service_edge_group = "SERVICE_EDGE_GRP";

[[nodiscard]] const std::vector<std::string>& association_types();  // all five

struct Record {
    std::string id;
    std::string name;
    std::string microtenant = "0";  // "0" is Default
    bool read_only = false;
    bool zscaler_managed = false;
    std::int64_t creation_time = 0;  // seconds since the epoch
    std::int64_t modified_time = 0;
    std::string modified_by;
};

struct Key : Record {
    std::string association_type;
    std::string group_id;
    std::string certificate_id;
    std::int64_t max_usage = 1;
    std::int64_t usage_count = 0;
    std::int64_t last_ordinal = 0;  // of the components it named; never reused
    bool enabled = true;
    bool exportable = true;
    std::vector<std::string> ip_acl;
    std::string ui_config;
    std::string value;
    // What else ZPA has of a key, as it stands on the wire: fields of a later day. A PUT must bring them all back.
    nlohmann::json others = nlohmann::json::object();
};

// `fields` holds what ZPA returns besides the record, as it stands on the wire.
struct Group : Record {
    std::string association_type;
    nlohmann::json fields = nlohmann::json::object();
};

struct Component : Record {
    std::string association_type;
    std::string description;
    std::string group_id;
    std::string key_id;
    std::string key_name;  // as it was at enrolment
    std::string certificate_id;
    std::string fingerprint;
    std::string issued_certificate_id;
    std::string private_ip;
    std::string public_ip;
    std::string version;
    std::string platform;
    std::string platform_detail;
    bool enabled = true;
    bool connected = false;
    bool upgradable = true;         // false once its key is gone
    std::int64_t last_connect = 0;  // seconds; 0 is never
    std::int64_t last_disconnect = 0;
};

struct Certificate : Record {
    std::string client_type = "NONE";
    std::string parent_id;
    std::string pem;
    bool allow_signing = true;
    bool private_key_present = true;
    std::int64_t valid_from = 0;
    std::int64_t valid_to = 0;
};

struct Microtenant : Record {
    std::string description;
    bool enabled = true;
    std::string criteria_attribute;
    std::vector<std::string> criteria_values;
};

struct VersionProfile : Record {
    std::string priority = "WEEK";
    std::string scope = "ALL";
};

// Somebody who may sign in. Without `customers` it opens every organisation.
struct Client {
    std::string id;
    std::string secret;
    std::string public_key;  // PEM, a key or a certificate
    std::string number;      // its 18 digits, for modifiedBy
    std::string vanity;      // the first label of its sign-in host; empty: any
    std::vector<std::string> customers;
    bool oneapi = true;
    bool legacy = true;
    bool enabled = true;
};

void to_json(nlohmann::json& out, const Key& from);
void to_json(nlohmann::json& out, const Group& from);
void to_json(nlohmann::json& out, const Component& from);
void to_json(nlohmann::json& out, const Certificate& from);
void to_json(nlohmann::json& out, const Microtenant& from);
void to_json(nlohmann::json& out, const VersionProfile& from);
void to_json(nlohmann::json& out, const Client& from);

// Members that are absent keep their value. Numbers may come as strings, as in ZPA's own JSON.
void from_json(const nlohmann::json& in, Key& to);
void from_json(const nlohmann::json& in, Group& to);
void from_json(const nlohmann::json& in, Component& to);
void from_json(const nlohmann::json& in, Certificate& to);
void from_json(const nlohmann::json& in, Microtenant& to);
void from_json(const nlohmann::json& in, VersionProfile& to);
void from_json(const nlohmann::json& in, Client& to);

}  // namespace simulator
