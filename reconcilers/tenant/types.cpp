#include "reconcilers/tenant/types.h"

#include "reconcilers/common/duration.h"
#include "reconcilers/common/fields.h"

namespace tenant {

using common::child;
using common::optional_integer;
using common::text;
using nlohmann::json;

namespace {

constexpr auto kShortestPoll = std::chrono::seconds(1);
constexpr auto kLongestPoll = std::chrono::hours(24);
constexpr auto kOrganisationLimit = 100;  // Zscaler's help, Ranges & Limitations; for keys and components alike

AllowedNamespaces parse_allowed(const json& allowed) {
    AllowedNamespaces out;
    const auto from = text(allowed, "from");
    if (from == "All") out.from = AllowedNamespaces::From::All;
    // Without one it would match everything.
    if (from == "Selector" && common::has(allowed, "selector")) out.from = AllowedNamespaces::From::Selector;
    out.selector = common::parse_label_selector(child(allowed, "selector"));
    out.names = common::texts(allowed, "names");
    return out;
}

zpa::CredentialOverrides parse_overrides(const json& spec) {
    const auto& endpoint = child(spec, "endpoint");
    zpa::CredentialOverrides out;
    out.mode = text(spec, "auth") == "Legacy" ? zpa::AuthMode::Legacy : zpa::AuthMode::OneApi;
    out.vanity_domain = text(spec, "vanityDomain");
    out.cloud = text(spec, "cloud");
    out.customer_id = text(spec, "customerID");
    out.microtenant_id = text(spec, "microtenantID");
    out.api_url = text(endpoint, "apiURL");
    out.auth_url = text(endpoint, "authURL");
    out.ca_bundle_pem = text(endpoint, "caBundle");
    out.proxy_url = text(child(spec, "proxy"), "url");
    return out;
}

int limit_or(const json& limits, const char* name, int otherwise) {
    const auto value = optional_integer(limits, name);
    return value && *value >= 1 && *value <= 100000 ? static_cast<int>(*value) : otherwise;
}

Spec parse_spec(const json& spec) {
    Spec out;
    out.credentials_secret = text(child(spec, "credentialsSecretRef"), "name");
    out.overrides = parse_overrides(spec);
    out.reads = limit_or(child(spec, "limits"), "reads", out.reads);
    out.writes = limit_or(child(spec, "limits"), "writes", out.writes);
    // Whoever may see the object would see them. Never quoted.
    if (out.overrides.proxy_url.find('@') != std::string::npos) {
        out.invalid =
            "spec.proxy.url may have no user and password, which whoever may read this object would read; a proxy that "
            "asks for them can be named by HTTPS_PROXY of the operator";
    }
    out.name_prefix = text(spec, "namePrefix");
    out.allowed_namespaces = parse_allowed(child(spec, "allowedNamespaces"));
    out.adoption = text(spec, "adoption") == "Allowed" ? Adoption::Allowed : Adoption::Same;
    if (const auto poll = text(spec, "pollInterval"); !poll.empty()) {
        const auto duration = common::parse_duration(poll);
        if (duration && *duration >= kShortestPoll && *duration <= kLongestPoll) {
            out.poll_interval = *duration;
        } else {
            out.invalid = "spec.pollInterval \"" + poll + "\" must be a duration from 1s to 24h, such as 60s or 5m";
        }
    }
    return out;
}

Status parse_status(const json& status) {
    Status out;
    out.observed_generation = optional_integer(status, "observedGeneration").value_or(-1);
    out.customer_id = text(status, "customerID");
    out.microtenant_id = text(status, "microtenantID");
    out.last_inventory_time = text(status, "lastInventoryTime");
    out.last_handled_reconcile_at = text(status, "lastHandledReconcileAt");
    for (const auto& item : common::items(status, "usage")) {
        out.usage.push_back({text(item, "associationType"), optional_integer(item, "keys").value_or(0),
                             optional_integer(item, "components")});
    }
    out.conditions = kube::parse_conditions(child(status, "conditions"));
    return out;
}

}  // namespace

ZpaTenant parse_tenant(const json& object) {
    return {kube::parse_object_meta(object), parse_spec(child(object, "spec")), parse_status(child(object, "status"))};
}

json to_json(const Status& status) {
    json out = {{"observedGeneration", status.observed_generation}, {"conditions", kube::to_json(status.conditions)}};
    common::put(out, "customerID", status.customer_id);
    common::put(out, "microtenantID", status.microtenant_id);
    common::put(out, "lastInventoryTime", status.last_inventory_time);
    common::put(out, "lastHandledReconcileAt", status.last_handled_reconcile_at);
    for (const auto& usage : status.usage) {
        json item = {{"associationType", usage.association_type}, {"keys", usage.keys}, {"limit", kOrganisationLimit}};
        common::put(item, "components", usage.components);
        out["usage"].push_back(std::move(item));
    }
    return out;
}

Namespace parse_namespace(const json& object) { return {kube::parse_object_meta(object)}; }

}  // namespace tenant
