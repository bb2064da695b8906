#include "reconcilers/provisioning_key/types.h"

#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "reconcilers/common/fields.h"
#include "reconcilers/common/object.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/spec_parsing.h"

namespace provisioning_key {

using common::child;
using common::has;
using common::optional_integer;
using common::put;
using common::text;
using nlohmann::json;

namespace {

Identity parse_identity(const json& identity) {
    return {text(identity, "customerID"), text(identity, "microtenantID"), text(identity, "associationType"),
            text(identity, "id"), optional_integer(identity, "creationTime").value_or(0)};
}

json identity_json(const Identity& identity) {
    json out = {{"customerID", identity.customer_id},
                {"associationType", identity.association_type},
                {"id", identity.id},
                {"creationTime", identity.creation_time}};
    put(out, "microtenantID", identity.microtenant_id);
    return out;
}

CreationMark parse_mark(const json& mark) {
    return {text(mark, "nonce"),         text(mark, "birthName"),       text(mark, "name"), text(mark, "customerID"),
            text(mark, "microtenantID"), text(mark, "associationType"), text(mark, "time")};
}

json mark_json(const CreationMark& mark) {
    json out = {{"nonce", mark.nonce},
                {"birthName", mark.birth_name},
                {"name", mark.name},
                {"customerID", mark.customer_id},
                {"associationType", mark.association_type},
                {"time", mark.time}};
    put(out, "microtenantID", mark.microtenant_id);
    return out;
}

Reference parse_reference(const json& reference) { return {text(reference, "id"), text(reference, "name")}; }

void put_reference(json& out, const char* name, const Reference& reference) {
    if (reference.id.empty()) return;
    out[name] = {{"id", reference.id}};
    put(out[name], "name", reference.name);
}

Status parse_status(const json& status) {
    Status out;
    out.observed_generation = optional_integer(status, "observedGeneration").value_or(-1);
    out.identity = parse_identity(child(status, "identity"));
    out.observed = common::optional_bool(status, "observed").value_or(false);
    out.adopted = common::optional_bool(status, "adopted").value_or(false);
    out.name_given = common::optional_bool(status, "nameGiven").value_or(false);
    out.synced_generation = optional_integer(status, "syncedGeneration").value_or(0);
    out.name = text(status, "name");
    if (has(status, "creation")) out.creation = parse_mark(child(status, "creation"));
    for (const auto& item : common::items(status, "abandoned")) {
        out.abandoned.push_back({text(item, "birthName"), text(item, "time")});
    }
    out.replaces = text(status, "replaces");
    out.value_fingerprint = text(status, "valueFingerprint");
    out.usage_count = optional_integer(status, "usageCount");
    out.max_usage = optional_integer(status, "maxUsage");
    out.remaining = optional_integer(status, "remaining");
    out.group = parse_reference(child(status, "group"));
    out.enrollment_cert = parse_reference(child(status, "enrollmentCert"));
    out.secret_name = text(status, "secretName");
    out.last_handled_reconcile_at = text(status, "lastHandledReconcileAt");
    out.conditions = kube::parse_conditions(child(status, "conditions"));
    const auto* usage = kube::find_condition(out.conditions, "UsageAvailable");
    out.disabled = usage != nullptr && usage->reason == reason::kDisabled;
    return out;
}

}  // namespace

std::string Reference::text() const {
    if (name.empty()) return id;
    return id.empty() ? fmt::format("\"{}\"", name) : fmt::format("\"{}\" ({})", name, id);
}

bool ProvisioningKey::paused() const { return common::is_annotated_true(meta, common::kPausedAnnotation); }
bool ProvisioningKey::abandoned() const { return common::is_annotated_true(meta, common::kAbandonAnnotation); }

bool ProvisioningKey::ready() const {
    const auto* ready = common::find_ready(status.conditions);
    return ready != nullptr && ready->status == "True" && ready->observed_generation == meta.generation;
}

ProvisioningKey parse_provisioning_key(const json& object) {
    auto meta = kube::parse_object_meta(object);
    auto spec = parse_spec(child(object, "spec"), meta.namespace_name);
    return {std::move(meta), std::move(spec), parse_status(child(object, "status"))};
}

json to_json(const Status& status) {
    json out = {{"observedGeneration", status.observed_generation}, {"conditions", kube::to_json(status.conditions)}};
    if (status.identity.known()) {
        out["identity"] = identity_json(status.identity);
        out["id"] = status.identity.id;
    }
    if (status.observed) out["observed"] = true;
    if (status.adopted) out["adopted"] = true;
    if (status.name_given) out["nameGiven"] = true;
    if (status.synced_generation > 0) out["syncedGeneration"] = status.synced_generation;
    put(out, "name", status.name);
    if (status.creation) out["creation"] = mark_json(*status.creation);
    for (const auto& item : status.abandoned) {
        out["abandoned"].push_back({{"birthName", item.birth_name}, {"time", item.time}});
    }
    put(out, "replaces", status.replaces);
    put(out, "valueFingerprint", status.value_fingerprint);
    put(out, "usageCount", status.usage_count);
    put(out, "maxUsage", status.max_usage);
    put(out, "remaining", status.remaining);
    put_reference(out, "group", status.group);
    put_reference(out, "enrollmentCert", status.enrollment_cert);
    put(out, "secretName", status.secret_name);
    put(out, "lastHandledReconcileAt", status.last_handled_reconcile_at);
    return out;
}

}  // namespace provisioning_key
