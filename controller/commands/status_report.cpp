#include "controller/commands/status_report.h"

#include <nlohmann/json.hpp>

#include "reconcilers/common/fields.h"
#include "reconcilers/provisioning_key/blocked.h"

namespace commands {

namespace {

using nlohmann::json;

Standing standing_of(const kube::ObjectMeta& meta, const std::vector<kube::Condition>& conditions) {
    const auto* ready = kube::find_condition(conditions, "Ready");
    const auto* work = kube::find_condition(conditions, "Reconciling");
    if (meta.deleting()) return {false, "Deleting", work != nullptr ? work->message : ""};
    if (ready == nullptr) {
        return {false, "Unseen", "no operator has looked at it yet; does one run that watches this namespace?"};
    }
    if (ready->status != "True") return {false, ready->reason, ready->message};
    // What was ready stays so while the world is in trouble; the trouble is worth a word.
    return {true, ready->reason, work != nullptr ? work->message : ""};
}

KeyStanding standing_of(const provisioning_key::ProvisioningKey& key) {
    const auto& status = key.status;
    KeyStanding out;
    out.name = key.meta.key();
    out.tenant = key.spec->tenant;
    out.standing = standing_of(key.meta, status.conditions);
    out.id = status.identity.id;
    out.group = status.group.name;
    if (out.group.empty() && key.spec->group) out.group = key.spec->group->name;
    if (out.group.empty())
        out.group = !status.group.id.empty() || !key.spec->group ? status.group.id : key.spec->group->id;
    out.used = status.usage_count;
    out.max = status.max_usage ? status.max_usage : key.spec->max_usage;
    const auto* usage = kube::find_condition(status.conditions, "UsageAvailable");
    out.running_low =
        usage != nullptr && (usage->status != "True" || usage->reason != provisioning_key::reason::kAvailable);
    if (out.running_low && out.standing.message.empty()) out.standing.message = usage->message;
    return out;
}

json standing_json(const kube::ObjectKey& name, const Standing& standing) {
    json out = {{"namespace", name.namespace_name},
                {"name", name.name},
                {"ready", standing.ready},
                {"reason", standing.reason}};
    common::put(out, "message", standing.message);
    return out;
}

json tenant_json(const TenantStanding& tenant) {
    auto out = standing_json(tenant.name, tenant.standing);
    common::put(out, "customerID", tenant.customer_id);
    common::put(out, "lastInventoryTime", tenant.last_inventory_time);
    for (const auto& usage : tenant.usage) {
        json item = {{"associationType", usage.association_type}, {"keys", usage.keys}};
        common::put(item, "components", usage.components);
        out["usage"].push_back(std::move(item));
    }
    return out;
}

json key_json(const KeyStanding& key) {
    auto out = standing_json(key.name, key.standing);
    out["tenant"] = {{"namespace", key.tenant.namespace_name}, {"name", key.tenant.name}};
    common::put(out, "id", key.id);
    common::put(out, "group", key.group);
    common::put(out, "usageCount", key.used);
    common::put(out, "maxUsage", key.max);
    if (key.used && key.max) out["remaining"] = std::max<std::int64_t>(0, *key.max - *key.used);
    return out;
}

}  // namespace

StatusReport make_report(const std::vector<tenant::ZpaTenant>& tenants,
                         const std::vector<provisioning_key::ProvisioningKey>& keys) {
    StatusReport out;
    for (const auto& tenant : tenants) {
        out.tenants.push_back({tenant.meta.key(), standing_of(tenant.meta, tenant.status.conditions),
                               tenant.status.customer_id, tenant.status.usage, tenant.status.last_inventory_time});
    }
    for (const auto& key : keys) out.keys.push_back(standing_of(key));
    return out;
}

json to_json(const StatusReport& report) {
    json out = {{"tenants", json::array()}, {"keys", json::array()}};
    for (const auto& tenant : report.tenants) out["tenants"].push_back(tenant_json(tenant));
    for (const auto& key : report.keys) out["keys"].push_back(key_json(key));
    return out;
}

}  // namespace commands
