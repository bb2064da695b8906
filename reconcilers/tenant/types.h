#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controller/kube/condition.h"
#include "controller/kube/object_meta.h"
#include "reconcilers/common/label_selector.h"
#include "reconcilers/zpa/credentials.h"

namespace tenant {

// spec.allowedNamespaces: who besides the tenant's own namespace may refer to it.
struct AllowedNamespaces {
    enum class From { Same, All, Selector };
    From from = From::Same;
    common::LabelSelector selector;
    std::vector<std::string> names;
};

enum class Adoption { Same, Allowed };

struct Spec {
    std::string credentials_secret;
    zpa::CredentialOverrides overrides;  // caBundle included; the proxy as written
    int reads = 20;
    int writes = 10;
    base::Duration poll_interval = std::chrono::seconds(60);
    std::string name_prefix;
    AllowedNamespaces allowed_namespaces;
    Adoption adoption = Adoption::Same;
    std::string invalid;  // what is wrong with the spec in spite of the schema, or ""
};

struct Usage {
    std::string association_type;
    std::int64_t keys = 0;
    std::optional<std::int64_t> components;
    bool operator==(const Usage&) const = default;
};

struct Status {
    std::int64_t observed_generation = -1;
    std::string customer_id;
    std::string microtenant_id;
    std::string last_inventory_time;
    std::string last_handled_reconcile_at;
    std::vector<Usage> usage;
    std::vector<kube::Condition> conditions;
    bool operator==(const Status&) const = default;
};

// A ZPATenant object.
struct ZpaTenant {
    kube::ObjectMeta meta;
    Spec spec;
    Status status;
};

ZpaTenant parse_tenant(const nlohmann::json& object);
nlohmann::json to_json(const Status& status);

// The namespaces we know the labels of (for allowedNamespaces.from Selector).
struct Namespace {
    kube::ObjectMeta meta;
};
Namespace parse_namespace(const nlohmann::json& object);

}  // namespace tenant
