#include "reconcilers/provisioning_key/reconciler.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "controller/runtime/finalizer.h"
#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/adoption.h"
#include "reconcilers/provisioning_key/creation.h"
#include "reconcilers/provisioning_key/deletion.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/healing.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/tenant_access.h"
#include "reconcilers/provisioning_key/upkeep.h"
#include "reconcilers/provisioning_key/validation.h"

namespace provisioning_key {

using runtime::Result;
using runtime::RunContext;

namespace {

constexpr auto kCacheCatchesUp = std::chrono::milliseconds(10);
constexpr auto kFinalizer = "zpa-operator.io/provisioning-key";

void hold_finalizer(Pass& pass) {
    auto& meta = pass.object.meta;
    if (meta.has_finalizer(kFinalizer)) return;
    meta.resource_version =
        runtime::add_finalizer(pass.tools.client, common::provisioning_keys(), meta, kFinalizer, pass.run.stop);
    meta.finalizers.emplace_back(kFinalizer);
}

void demand_valid_spec(const Pass& pass) {
    if (const auto mistake = find_mistake(pass.spec())) {
        throw Blocked{Blocked::Aspect::Key, reason::kInvalidSpec, *mistake, std::nullopt};
    }
}

void demand_not_paused(const Pass& pass) {
    if (!pass.object.paused()) return;
    throw Blocked{Blocked::Aspect::Key, reason::kPaused,
                  fmt::format("paused by the annotation {}; remove it to go on", common::kPausedAnnotation),
                  pass.tools.timings.world, true};
}

// The backup of the identity for restores without status.
void note_external_id(Pass& pass) {
    const auto wanted = format_external_id(pass.status().identity);
    const auto* noted = pass.object.meta.annotation(common::kExternalIdAnnotation);
    if (noted != nullptr && *noted == wanted) return;
    const nlohmann::json patch = {{"metadata", {{"annotations", {{common::kExternalIdAnnotation, wanted}}}}}};
    const auto reply = pass.tools.client.merge_patch(common::provisioning_keys(), pass.key(), patch, pass.run.stop);
    auto meta = kube::parse_object_meta(reply);
    if (meta.generation != pass.object.meta.generation) {
        throw base::Error(base::ErrorKind::Conflict, "the spec was changed in the meantime");
    }
    pass.object.meta = std::move(meta);
    if (pass.object.meta.deleting()) throw base::Error(base::ErrorKind::Conflict, "the object is being deleted");
}

// What was only observed is not ours: managing it takes the same adoption as any other key.
void disown_observed(Pass& pass) {
    const auto* synced = kube::find_condition(pass.object.status.conditions, "KeySynced");
    if (synced == nullptr || synced->reason != reason::kObserved) return;
    pass.status().identity = {};
    pass.status().value_fingerprint.clear();
}

// Makes sure there is a key on record; returns it where this pass has just made it.
std::optional<zpa::KeyDetail> obtain_key(Pass& pass) {
    if (pass.status().creation) return resolve_creation(pass);
    if (pass.status().identity.known() || adopt_key(pass)) return std::nullopt;
    return create_key(pass);
}

// There is none where a creation was given up or refused, or where the object began to go in the meantime: nothing is as wanted then, and
// the next pass knows what to do.
void demand_key_on_record(const Pass& pass) {
    if (pass.object.status.identity.known() && !pass.object.meta.deleting()) return;
    throw Blocked{.reason = reason::kCreating, .message = "starts anew", .retry = base::Duration::zero(), .quiet = true,
                  .brief = true};
}

std::string first_reason(const Findings& findings) {
    if (findings.key) return findings.key->reason;
    return findings.secret ? findings.secret->reason : reason::kReady;
}

void announce(Pass& pass, const Findings& findings, const std::string& reason_before) {
    const auto now = first_reason(findings);
    if (now == reason_before) return;
    const auto& blocked = findings.key ? findings.key : findings.secret;
    if (!blocked) return pass.event(runtime::EventType::Normal, now, "Reconcile", "key and Secret are as wanted");
    if (!blocked->quiet) pass.event(runtime::EventType::Warning, now, "Reconcile", blocked->message);
}

// Trouble that concerns the whole organisation is the tenant's to tell: have it looked at now.
void tell_tenant(Pass& pass, const Blocked& blocked) {
    const bool about_tenant = blocked.reason == reason::kZpaUnavailable || blocked.reason == reason::kTenantNotReady;
    if (about_tenant && pass.remote) pass.tools.poke_tenant(pass.spec().tenant);
}

bool is_ready(const ProvisioningKey& object) {
    const auto* ready = kube::find_condition(object.status.conditions, "Ready");
    return ready != nullptr && ready->status == "True" && ready->observed_generation == object.meta.generation;
}

std::string ready_reason(const Status& status) {
    const auto* ready = kube::find_condition(status.conditions, "Ready");
    return ready == nullptr ? "" : ready->reason;
}

}  // namespace

Result ProvisioningKeyReconciler::reconcile(const kube::ObjectKey& key, const RunContext& run) {
    const auto object = tools_.keys.get(key);
    if (!object) {
        tools_.registry.forget_waiting(key.to_string());
        return settle_debt(key, run);
    }
    if (is_anothers(*object, run)) return Result::await_change();
    if (tools_.recollection.is_outdated(object->meta.uid, object->meta.resource_version, tools_.clock.now())) {
        return Result::after(kCacheCatchesUp);
    }
    Pass pass(tools_, *object, run);
    Findings findings;
    auto next = Result::await_change();
    try {
        next = object->meta.deleting() ? let_go(pass) : bring_in_line(pass, findings);
        if (object->meta.deleting()) return next;
    } catch (const Blocked& blocked) {
        tell_tenant(pass, blocked);
        (blocked.aspect == Blocked::Aspect::Key ? findings.key : findings.secret) = blocked;
        if (blocked.retry) next = Result::after(*blocked.retry);
    }
    return write(pass, findings, next);
}

// With --watch-selector a tenant we do not know is another operator's, unless it is nobody's any more: then a deletion that waits for it
// would wait in silence.
bool ProvisioningKeyReconciler::is_anothers(const ProvisioningKey& object, const RunContext& run) const {
    if (!tools_.ignore_unknown_tenants || tools_.tenants.get(object.spec.tenant)) return false;
    if (!object.meta.deleting() || !object.meta.has_finalizer(kFinalizer)) return true;
    return tools_.client.get(common::zpa_tenants(), object.spec.tenant, run.stop).has_value();
}

Result ProvisioningKeyReconciler::bring_in_line(Pass& pass, Findings& findings) {
    demand_not_paused(pass);
    hold_finalizer(pass);
    demand_valid_spec(pass);
    if (pass.spec().observes()) return observe(pass, findings);
    disown_observed(pass);
    // The Secret comes first: people wait for it, and it needs no ZPA where we remember the value.
    heal(pass, findings);
    find_tenant(pass, Purpose::Work);
    auto newborn = obtain_key(pass);
    demand_key_on_record(pass);
    findings.secret_whole = findings.secret_whole || newborn.has_value();
    note_external_id(pass);
    const auto look_again = keep_key(pass, std::move(newborn));
    if (!findings.secret) heal(pass, findings);
    if (findings.secret && findings.secret->retry) return Result::after(*findings.secret->retry);
    return look_again ? Result::after(*look_again, queue::kPriorityLow) : Result::await_change();
}

Result ProvisioningKeyReconciler::observe(Pass& pass, Findings& findings) {
    find_tenant(pass, Purpose::Work);
    observe_key(pass);
    findings.secret_whole = true;
    pass.status().secret_name = pass.spec().secret.name;
    return Result::await_change();
}

// Trouble with the Secret does not keep the key from being looked after.
void ProvisioningKeyReconciler::heal(Pass& pass, Findings& findings) {
    if (!pass.status().identity.known() || findings.secret_whole) return;
    try {
        findings.secret_whole = heal_secret(pass);
    } catch (const Blocked& blocked) {
        if (blocked.aspect != Blocked::Aspect::Secret) throw;
        findings.secret = blocked;
    }
}

Result ProvisioningKeyReconciler::let_go(Pass& pass) {
    if (!pass.object.meta.has_finalizer(kFinalizer)) return Result::await_change();
    if (!pass.object.abandoned()) demand_not_paused(pass);
    dispose_of_key(pass);
    if (pass.spec().deletion_policy != DeletionPolicy::Retain || pass.spec().observes()) {
        remove_secret(pass, pass.spec().secret.name);
        if (const auto& last = pass.status().secret_name; !last.empty() && last != pass.spec().secret.name) {
            remove_secret(pass, last);
        }
    }
    runtime::remove_finalizer(tools_.client, common::provisioning_keys(), pass.object.meta, kFinalizer, pass.run.stop);
    tools_.claims.forget(pass.key());
    tools_.recollection.forget(pass.object.meta.uid);
    return Result::await_change();
}

// The object is gone and left a creation behind that nobody waited for: its key is found by its birth name and deleted.
Result ProvisioningKeyReconciler::settle_debt(const kube::ObjectKey& key, const RunContext& run) {
    tools_.claims.forget(key);
    const auto debt = tools_.debts.of(key);
    if (!debt) return Result::await_change();
    if (tools_.ignore_unknown_tenants && !tools_.tenants.get(debt->tenant)) {  // another operator's, which has its own books
        tools_.debts.settle(key);
        return Result::await_change();
    }
    const auto view = tools_.registry.view(debt->tenant);
    if (!view.session) return Result::after(tools_.timings.world);
    Remote remote(view.session, {debt->tenant, key, debt->type, debt->microtenant_id}, tools_.metrics, run.stop);
    try {
        const auto settled = debt->since + tools_.timings.settle();
        const auto keys = remote.keys_since(std::min(tools_.clock.now(), settled), zpa::Urgency::Change);
        for (const auto* late : keys->find_by_name(debt->birth_name)) {
            if (late->usage_count == 0) remote.remove(late->id, zpa::Urgency::Change);
        }
        if (keys->asked_at() < settled) return Result::after(settled - tools_.clock.now());
        tools_.debts.settle(key);
        return Result::await_change();
    } catch (const Blocked& blocked) {
        return Result::after(blocked.retry.value_or(tools_.timings.world));
    }
}

Result ProvisioningKeyReconciler::write(Pass& pass, const Findings& findings, Result next) {
    const auto reason_before = ready_reason(pass.object.status);
    const bool only_key = findings.key && !findings.secret;
    if (only_key && (findings.key->brief || (findings.key->transient && is_ready(pass.object)))) return next;
    conclude(pass.object, findings, tools_.clock.wall());
    pass.save_status();
    announce(pass, findings, reason_before);
    return next;
}

}  // namespace provisioning_key
