#include "reconcilers/tenant/reconciler.h"

#include <nlohmann/json.hpp>

#include "controller/runtime/finalizer.h"
#include "reconcilers/common/api.h"
#include "reconcilers/tenant/desired.h"
#include "reconcilers/tenant/status.h"

namespace tenant {

using runtime::Result;
using runtime::RunContext;

namespace {

constexpr auto kFinalizer = "zpa-operator.io/tenant";
constexpr auto kWatchAnswers = std::chrono::milliseconds(50);   // a new watch's first list
constexpr auto kUntilTheWorldChanges = std::chrono::minutes(5);  // the watches tell earlier

bool is_true(const kube::Condition* condition) { return condition != nullptr && condition->status == "True"; }

bool paused(const ZpaTenant& tenant) {
    const auto* value = tenant.meta.annotation(common::kPausedAnnotation);
    return value != nullptr && *value == "true";
}

}  // namespace

Result TenantReconciler::reconcile(const kube::ObjectKey& key, const RunContext& run) {
    const auto tenant = deps_.tenants.get(key);
    if (!tenant) return forget(key);
    if (tenant->meta.deleting()) return let_go(*tenant, run);
    if (paused(*tenant)) {
        write_status(*tenant, status_paused(*tenant, deps_.clock.wall()), run);
        return Result::await_change();
    }
    if (!tenant->meta.has_finalizer(kFinalizer)) {
        runtime::add_finalizer(deps_.client, common::zpa_tenants(), tenant->meta, kFinalizer, run.stop);
        return Result::await_change();  // the watch shows it
    }
    auto next = Result::await_change();
    const auto findings = look(*tenant, run, next);
    write_status(*tenant, status_of(*tenant, findings, deps_.clock.wall()), run);
    return next;
}

Result TenantReconciler::forget(const kube::ObjectKey& key) {
    deps_.credentials.drop(key);
    deps_.registry.remove(key);
    deps_.metrics.remove_tenant(key.to_string());
    return Result::await_change();
}

Result TenantReconciler::let_go(const ZpaTenant& tenant, const RunContext& run) {
    if (!tenant.meta.has_finalizer(kFinalizer)) return Result::await_change();
    if (const auto holders = deps_.users.holders(tenant.meta.key()); holders > 0) {
        // After a restart nobody has read the credentials yet, and the deletions need them.
        Findings findings;
        find_session(tenant, findings);
        write_status(tenant, status_in_use(tenant, holders, deps_.clock.wall()), run);
        return Result::after(std::chrono::seconds(2));
    }
    runtime::remove_finalizer(deps_.client, common::zpa_tenants(), tenant.meta, kFinalizer, run.stop);
    return forget(tenant.meta.key());
}

Findings TenantReconciler::look(const ZpaTenant& tenant, const RunContext& run, Result& next) {
    Findings findings;
    const auto key = tenant.meta.key();
    const auto session = find_session(tenant, findings);
    if (!session) {
        const bool waiting = findings.outcome == Findings::Outcome::Waiting;
        next = waiting ? Result::after(kWatchAnswers) : Result::after(kUntilTheWorldChanges);
        publish(tenant, nullptr, status_of(tenant, findings, deps_.clock.wall()));
        return findings;
    }
    findings.customer_id = session->credentials().customer_id;
    findings.microtenant_id = session->credentials().microtenant_id;
    if (const auto report = deps_.registry.unsupported(key, deps_.clock.now())) {
        findings.outcome = Findings::Outcome::Unsupported;
        findings.detail = report->detail;
        next = Result::after(report->until - deps_.clock.now());
    } else {
        const auto poll = tenant.spec.poll_interval;
        const auto wait = inspect(*session, deps_.users.demands(key), poll, deps_.clock, run.stop, findings);
        const auto jittered = std::chrono::duration_cast<base::Duration>(poll * (1.0 + 0.1 * deps_.random.unit()));
        next = Result::after(wait.value_or(jittered), wait ? queue::kPriorityNormal : queue::kPriorityLow);
    }
    publish(tenant, session, status_of(tenant, findings, deps_.clock.wall()));
    count(key, *session, findings);
    return findings;
}

std::shared_ptr<zpa::Session> TenantReconciler::find_session(const ZpaTenant& tenant, Findings& findings) {
    const auto key = tenant.meta.key();
    const kube::ObjectKey secret_key{key.namespace_name, tenant.spec.credentials_secret};
    deps_.credentials.use(key, secret_key);
    if (!tenant.spec.invalid.empty()) {
        findings.outcome = Findings::Outcome::InvalidSpec;
        findings.detail = tenant.spec.invalid;
        return nullptr;
    }
    const auto secret = deps_.credentials.get(secret_key);
    if (!secret) return nullptr;
    if (!*secret) {
        findings.outcome = Findings::Outcome::SecretNotFound;
        return nullptr;
    }
    try {
        const auto credentials = desired_credentials(tenant.spec, (*secret)->data, deps_.environment);
        auto session = deps_.sessions.get(key, credentials, tenant.spec.reads, tenant.spec.writes);
        auto view = deps_.registry.view(key);
        if (view.session != session) {  // ready is earned anew, but deletions may use it at once
            deps_.registry.set(key, {session, false, reason::kWaiting, "the credentials have just been read"});
        }
        return session;
    } catch (const base::Error& error) {
        findings.outcome = Findings::Outcome::InvalidSecret;
        findings.detail = error.what();
        return nullptr;
    }
}

// The last complete session stays for deletions; only `ready` lets new work begin.
void TenantReconciler::publish(const ZpaTenant& tenant, std::shared_ptr<zpa::Session> session, const Status& status) {
    const auto key = tenant.meta.key();
    const auto before = deps_.registry.view(key);
    const auto* condition = kube::find_condition(status.conditions, "Ready");
    View view{session ? std::move(session) : before.session, is_true(condition),
              condition != nullptr ? condition->reason : "", condition != nullptr ? condition->message : ""};
    const bool news = view.ready && !before.ready;
    deps_.registry.set(key, std::move(view));
    if (news) deps_.users.changed(key);
}

void TenantReconciler::count(const kube::ObjectKey& tenant, zpa::Session& session, const Findings& findings) {
    const auto name = tenant.to_string();
    using Class = telemetry::ZpaMetrics::Class;
    if (findings.inventory_time) deps_.metrics.inventory_refreshed(name, true);
    if (findings.outcome != Findings::Outcome::Ready && findings.outcome != Findings::Outcome::Waiting) {
        deps_.metrics.inventory_refreshed(name, false);
    }
    deps_.metrics.tenant_ready(name, deps_.registry.view(tenant).ready);
    deps_.metrics.rate_waiting(name, Class::Read, session.budget().waiting(zpa::CallClass::Read));
    deps_.metrics.rate_waiting(name, Class::Write, session.budget().waiting(zpa::CallClass::Write));
    deps_.metrics.provisioning_keys(name, deps_.users.states(tenant));
}

void TenantReconciler::write_status(const ZpaTenant& tenant, const Status& status, const RunContext& run) {
    if (status == tenant.status) return;
    const auto* before = kube::find_condition(tenant.status.conditions, "Ready");
    const auto* after = kube::find_condition(status.conditions, "Ready");
    nlohmann::json object = {{"apiVersion", common::zpa_tenants().api_version()},
                             {"kind", common::zpa_tenants().kind},
                             {"metadata",
                              {{"name", tenant.meta.name},
                               {"namespace", tenant.meta.namespace_name},
                               {"resourceVersion", tenant.meta.resource_version}}},
                             {"status", to_json(status)}};
    deps_.client.update_status(common::zpa_tenants(), tenant.meta.key(), object, run.stop);
    if (after != nullptr && (before == nullptr || before->reason != after->reason)) {
        const auto type = is_true(after) ? runtime::EventType::Normal : runtime::EventType::Warning;
        deps_.events.publish(runtime::reference_to(common::zpa_tenants(), tenant.meta), type, after->reason, "Inspect",
                             after->message);
    }
}

}  // namespace tenant
