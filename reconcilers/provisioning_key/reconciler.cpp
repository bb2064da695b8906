#include "reconcilers/provisioning_key/reconciler.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/runtime/finalizer.h"
#include "reconcilers/common/api.h"
#include "reconcilers/common/object.h"
#include "reconcilers/provisioning_key/adoption.h"
#include "reconcilers/provisioning_key/announcement.h"
#include "reconcilers/provisioning_key/creation.h"
#include "reconcilers/provisioning_key/deletion.h"
#include "reconcilers/provisioning_key/demands.h"
#include "reconcilers/provisioning_key/external_id_note.h"
#include "reconcilers/provisioning_key/healing.h"
#include "reconcilers/provisioning_key/late_keys.h"
#include "reconcilers/provisioning_key/secret_removal.h"
#include "reconcilers/provisioning_key/settling.h"
#include "reconcilers/provisioning_key/tenant_access.h"
#include "reconcilers/provisioning_key/upkeep.h"
#include "reconcilers/secrets/empty_places.h"

namespace provisioning_key {

using runtime::Result;
using runtime::RunContext;

namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(10);  // whether the cache has caught up
constexpr auto kFinalizer = "zpa-operator.io/provisioning-key";

void hold_finalizer(Pass& pass) {
    auto meta = pass.object.meta;
    if (meta.has_finalizer(kFinalizer)) return;
    meta.resource_version =
        runtime::add_finalizer(pass.tools.client, common::provisioning_keys(), meta, kFinalizer, pass.run.stop);
    auto finalizers = *meta.finalizers;
    finalizers.emplace_back(kFinalizer);
    meta.finalizers = std::move(finalizers);
    pass.saw(std::move(meta));
}

void demand_not_paused(const Pass& pass) {
    if (!pass.object.paused()) return;
    throw Blocked{.reason = reason::kPaused,
                  .message = fmt::format("paused by the annotation {}; remove it to go on", common::kPausedAnnotation),
                  .retry = pass.tools.timings.world,
                  .quiet = true};
}

// What was only observed is not ours: managing it takes the same adoption as any other key.
void disown_observed(Pass& pass) {
    if (pass.status().observed) forget_key(pass.status());
}

// Makes sure there is a key on record; returns it where this pass has just made it.
std::optional<zpa::KeyDetail> obtain_key(Pass& pass) {
    if (pass.status().creation) return resolve_creation(pass);
    if (pass.status().identity.known() || adopt_key(pass)) return std::nullopt;
    demand_valid_name(pass);
    return create_key(pass);
}

// There is none where a creation was given up or refused, or where the object began to go in the meantime: nothing is
// as wanted then, and the next pass knows what to do.
void demand_key_on_record(const Pass& pass) {
    if (pass.object.status.identity.known() && !pass.object.meta.deleting()) return;
    throw Blocked{.reason = reason::kCreating,
                  .message = "starts anew",
                  .retry = base::Duration::zero(),
                  .quiet = true,
                  .brief = true};
}

// What no step of a pass expected and no waiting cures by itself: people have to see it. The rest (conflicts, an API
// server that is away) is the worker's to try again.
bool concerns_people(const base::Error& error) {
    using Kind = base::ErrorKind;
    const auto kind = error.kind();
    return kind == Kind::Forbidden || kind == Kind::Invalid || kind == Kind::NotFound || kind == Kind::Protocol;
}

// Trouble that concerns the whole organisation is the tenant's to tell: have it looked at now.
void tell_tenant(Pass& pass, const Blocked& blocked) {
    const bool about_tenant = blocked.reason == reason::kZpaUnavailable || blocked.reason == reason::kTenantNotReady;
    if (about_tenant && pass.remote) pass.tools.poke_tenant(pass.spec().tenant);
}

bool is_failing(const std::optional<Blocked>& blocked) { return blocked && blocked->failing; }

}  // namespace

Result ProvisioningKeyReconciler::reconcile(const kube::ObjectKey& key, const RunContext& run) {
    const auto owed = settle_debts(tools_, key, run);
    auto next = Result::await_change();
    if (const auto object = tools_.keys.get(key)) {
        next = look_after(*object, run);
    } else {
        forget(key, run);
    }
    return owed ? Result::sooner(next, Result::after(*owed)) : next;
}

// Whatever may be tried again the soonest. The flood gate spares a ZPA that is away; one that is there and fails at
// what this object asks is spared here.
Result ProvisioningKeyReconciler::first_retry(const kube::ObjectKey& key, const Findings& findings) {
    const bool fails = is_failing(findings.key) || is_failing(findings.secret);
    const auto pause = fails ? failures_.once_more(key).delay : base::Duration::zero();
    auto next = Result::await_change();
    for (const auto* blocked : {&findings.key, &findings.secret}) {
        if (!*blocked || !(*blocked)->retry) continue;
        const auto delay = (*blocked)->failing ? std::max(*(*blocked)->retry, pause) : *(*blocked)->retry;
        const auto priority = (*blocked)->resumes ? queue::kPriorityHigh : queue::kPriorityNormal;
        next = Result::sooner(next, Result::after(delay, priority));
    }
    return next;
}

// There is no such object, or none any more.
void ProvisioningKeyReconciler::forget(const kube::ObjectKey& key, const RunContext& run) {
    failures_.over(key);
    tools_.claims.forget(key);
    tools_.registry.forget_waiting(key.to_string());
    secrets::remove_places_of_gone(tools_.secrets, tools_.client, key, run.stop);
}

Result ProvisioningKeyReconciler::look_after(const ProvisioningKey& object, const RunContext& run) {
    if (is_anothers(object, run)) return Result::await_change();
    if (tools_.recollection.is_outdated(object.meta.uid, object.meta.resource_version, tools_.clock.now())) {
        return Result::after(kLookAgain);
    }
    Pass pass(tools_, object, run);
    Findings findings;
    auto next = Result::await_change();
    try {
        next = object.meta.deleting() ? let_go(pass) : bring_in_line(pass, findings);
        if (object.meta.deleting()) return next;
        if (!is_failing(findings.secret)) failures_.over(pass.key());
    } catch (const Blocked& blocked) {
        tell_tenant(pass, blocked);
        (blocked.aspect == Blocked::Aspect::Key ? findings.key : findings.secret) = blocked;
        next = first_retry(pass.key(), findings);
    } catch (const base::Error& error) {
        if (!concerns_people(error)) throw;
        findings.key = Blocked{.reason = reason::kReconcileFailed,
                               .message = fmt::format("{}; tried again by itself", error.what()),
                               .retry = tools_.timings.world};
        write(pass, findings, next, object);
        throw;  // counted and tried again like every error
    }
    return write(pass, findings, next, object);
}

// With --watch-selector a tenant we do not know is another operator's, unless it is nobody's any more: then a deletion
// that waits for it would wait in silence.
bool ProvisioningKeyReconciler::is_anothers(const ProvisioningKey& object, const RunContext& run) const {
    if (!tools_.ignore_unknown_tenants || tools_.tenants.get(object.spec->tenant)) return false;
    if (!object.meta.deleting() || !object.meta.has_finalizer(kFinalizer)) return true;
    return tools_.client.get(common::zpa_tenants(), object.spec->tenant, run.stop).has_value();
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
    delete_late_keys(pass);
    auto newborn = obtain_key(pass);
    demand_key_on_record(pass);
    findings.secret_whole = findings.secret_whole || newborn.has_value();
    note_external_id(pass);
    const auto look_again = keep_key(pass, std::move(newborn));
    if (!findings.secret) heal(pass, findings);
    const auto next = look_again ? Result::after(*look_again, queue::kPriorityLow) : Result::await_change();
    return Result::sooner(next, first_retry(pass.key(), findings));
}

Result ProvisioningKeyReconciler::observe(Pass& pass, Findings& findings) {
    find_tenant(pass, Purpose::Work);
    delete_late_keys(pass);
    give_up_own_key(pass);
    observe_key(pass);
    findings.secret_whole = true;
    return Result::await_change();
}

// Trouble with the Secret does not keep the key from being looked after.
void ProvisioningKeyReconciler::heal(Pass& pass, Findings& findings) {
    if (!pass.status().identity.known() || findings.secret_whole) return;
    try {
        heal_secret(pass);
        findings.secret_whole = true;
    } catch (const Blocked& blocked) {
        findings.secret = blocked;
        if (blocked.aspect != Blocked::Aspect::Secret) throw;
    }
}

Result ProvisioningKeyReconciler::let_go(Pass& pass) {
    if (!pass.object.meta.has_finalizer(kFinalizer)) return Result::await_change();
    if (!pass.object.abandoned()) {
        demand_not_paused(pass);
        demand_valid_deletion(pass);
    }
    dispose_of_key(pass);
    if (pass.spec().deletion_policy != DeletionPolicy::Retain || pass.spec().observes()) {
        remove_secrets(pass);
    }
    runtime::remove_finalizer(tools_.client, common::provisioning_keys(), pass.object.meta, kFinalizer, pass.run.stop);
    tools_.claims.forget(pass.key());
    pass.gone();
    return Result::await_change();
}

// `before` is the object as the pass found it: what it said on its way (Creating) is not what was wrong last time.
Result ProvisioningKeyReconciler::write(Pass& pass, const Findings& findings, Result next,
                                        const ProvisioningKey& before) {
    const bool only_key = findings.key && !findings.secret;
    if (only_key && (findings.key->brief || (findings.key->transient && pass.object.ready()))) return next;
    conclude(pass.object, findings, tools_.clock.wall());
    pass.save_status();
    announce(pass, findings, before.status);
    return next;
}

}  // namespace provisioning_key
