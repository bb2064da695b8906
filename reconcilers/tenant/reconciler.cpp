#include "reconcilers/tenant/reconciler.h"

#include <nlohmann/json.hpp>

#include "controller/kube/status_body.h"
#include "controller/runtime/finalizer.h"
#include "reconcilers/common/api.h"
#include "reconcilers/common/object.h"
#include "reconcilers/tenant/desired.h"
#include "reconcilers/tenant/status.h"

namespace tenant {

using runtime::Result;
using runtime::RunContext;

namespace {

constexpr auto kFinalizer = "zpa-operator.io/tenant";
constexpr auto kWatchIsSilent = 7;  // times in a row, some 3 s
constexpr base::Duration kWithoutHint = std::chrono::seconds(5);
constexpr auto kUntilTheWorldChanges = std::chrono::minutes(5);  // the watches tell earlier

bool is_true(const kube::Condition* condition) { return condition != nullptr && condition->status == "True"; }

}  // namespace

Result TenantReconciler::reconcile(const kube::ObjectKey& key, const RunContext& run) {
    const auto tenant = deps_.tenants.get(key);
    if (!tenant) return forget(key);
    if (tenant->meta.deleting()) return let_go(*tenant, run);
    if (common::is_annotated_true(tenant->meta, common::kPausedAnnotation)) return rest(*tenant, run);
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
    deps_.sessions.forget(key);
    watch_.over(key);
    trouble_.over(key);
    deps_.metrics.remove_tenant(key.to_string());
    return Result::await_change();
}

Result TenantReconciler::let_go(const ZpaTenant& tenant, const RunContext& run) {
    if (!tenant.meta.has_finalizer(kFinalizer)) return Result::await_change();
    if (const auto holders = deps_.users.holders(tenant.meta.key()); holders > 0) {
        // After a restart nobody has read the credentials yet, and the deletions need them; or need to be told why
        // there are none.
        Findings findings;
        const auto session = find_session(tenant, findings);
        if (!session) without_session(tenant.meta.key(), findings);
        if (session) findings.stands = deps_.registry.view(tenant.meta.key()).ready;
        publish(tenant, session, findings);
        write_status(tenant, status_in_use(tenant, findings, holders, deps_.clock.wall()), run);
        return Result::after(std::chrono::seconds(2));
    }
    runtime::remove_finalizer(deps_.client, common::zpa_tenants(), tenant.meta, kFinalizer, run.stop);
    return forget(tenant.meta.key());
}

// Paused: nobody is asked, and the session that there is goes on as it stands. After a restart there is none: deletions
// need one, and whoever needs more than that is told what it waits for.
Result TenantReconciler::rest(const ZpaTenant& tenant, const RunContext& run) {
    const auto key = tenant.meta.key();
    auto next = Result::await_change();
    if (!deps_.registry.present_session(key)) {
        const bool told = deps_.registry.view(key).reason == reason::kPaused;
        Findings findings;
        auto session = find_session(tenant, findings);
        if (!session) next = without_session(key, findings);
        const bool news = session || !told;
        auto [why, message] = paused();
        deps_.registry.set(key, {std::move(session), false, std::move(why), std::move(message)});
        if (news) deps_.users.changed(key);
    }
    write_status(tenant, status_paused(tenant, deps_.clock.wall()), run);
    return next;
}

Findings TenantReconciler::look(const ZpaTenant& tenant, const RunContext& run, Result& next) {
    Findings findings;
    const auto session = find_session(tenant, findings);
    next = session ? poll(tenant, *session, run, findings) : without_session(tenant.meta.key(), findings);
    publish(tenant, session, findings);
    count(tenant.meta.key(), session.get(), findings);
    return findings;
}

// The watch of a Secret tells when that comes, not that there is none: so it is asked, less and less often.
Result TenantReconciler::without_session(const kube::ObjectKey& key, Findings& findings) {
    if (findings.outcome != Findings::Outcome::Waiting) return Result::after(kUntilTheWorldChanges);
    const auto wait = watch_.once_more(key);
    findings.stands = wait.times < kWatchIsSilent;  // a moment after a start says nothing of the tenant
    if (!findings.stands) findings.outcome = Findings::Outcome::SecretUnreadable;
    return Result::after(wait.delay);
}

Result TenantReconciler::poll(const ZpaTenant& tenant, zpa::Session& session, const RunContext& run,
                              Findings& findings) {
    const auto key = tenant.meta.key();
    const auto interval = tenant.spec.poll_interval;
    findings.customer_id = session.credentials().customer_id;
    findings.microtenant_id = session.credentials().microtenant_id;
    findings.stands = deps_.registry.view(key).ready;  // and with this very session: another one begins unproved
    if (const auto report = deps_.registry.unsupported(key, deps_.clock.now())) {
        findings.outcome = Findings::Outcome::Unsupported;
        findings.detail = report->detail;
        return Result::after(report->until - deps_.clock.now());
    }
    const auto hint = inspect(session, deps_.users.demands(key), interval, deps_.clock, run.stop, findings);
    switch (findings.outcome) {
        case Findings::Outcome::Ready:
            trouble_.over(key);
            return Result::after(
                std::chrono::duration_cast<base::Duration>(interval * (1.0 + 0.1 * deps_.random.unit())),
                queue::kPriorityLow);
        case Findings::Outcome::Waiting:
        case Findings::Outcome::InventoryIncomplete: return Result::after(hint.value_or(kWithoutHint));
        case Findings::Outcome::Unreachable:
        case Findings::Outcome::SignInRefused:
            if (hint) return Result::after(*hint);
            [[fallthrough]];
        default: {
            const auto wait = trouble_.once_more(key);
            // One answer that makes no sense says nothing of the tenant yet.
            findings.failed = findings.outcome == Findings::Outcome::Failed;
            if (findings.failed && wait.times == 1) findings.outcome = Findings::Outcome::Waiting;
            return Result::after(std::max(wait.delay, hint.value_or(base::Duration::zero())));
        }
    }
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
        watch_.over(key);
        const auto before = deps_.registry.present_session(key);
        if (before != session) {  // ready is earned anew; deletions may use it at once where they have no better
            deps_.registry.set(key, {session, false, reason::kWaiting, "the credentials have just been read"});
            trouble_.over(key);
        }
        if (!before && tenant.meta.deleting()) deps_.users.changed(key);
        return session;
    } catch (const base::Error& error) {
        findings.outcome = Findings::Outcome::InvalidSecret;
        findings.detail = error.what();
        return nullptr;
    }
}

// The last complete session stays for deletions; only `ready` lets new work begin: of credentials that are good, though
// a list may be missing. Whoever waits is told when it does, and of the first verdict after a start, which may be what
// stands in the way.
void TenantReconciler::publish(const ZpaTenant& tenant, std::shared_ptr<zpa::Session> session,
                               const Findings& findings) {
    using Outcome = Findings::Outcome;
    const auto key = tenant.meta.key();
    const auto before = deps_.registry.view(key);
    const bool has_session = session != nullptr;
    const bool ready =
        has_session && (findings.outcome == Outcome::Ready || findings.outcome == Outcome::InventoryIncomplete ||
                        (findings.outcome == Outcome::Waiting && findings.stands));
    auto [why, message] = verdict_of(tenant, findings);
    const bool unjudged = !before.ready && (before.reason.empty() || before.reason == reason::kWaiting ||
                                            before.reason == reason::kPaused);
    const bool news = (ready && !before.ready) || (unjudged && why != reason::kWaiting);
    if (!has_session) session = deps_.registry.present_session(key);
    deps_.registry.set(key, {std::move(session), ready, std::move(why), std::move(message)});
    if (news) deps_.users.changed(key);
}

void TenantReconciler::count(const kube::ObjectKey& tenant, zpa::Session* session, const Findings& findings) {
    const auto name = tenant.to_string();
    using Class = telemetry::ZpaMetrics::Class;
    const bool waiting = findings.outcome == Findings::Outcome::Waiting;
    const bool incomplete = findings.outcome == Findings::Outcome::InventoryIncomplete;
    const bool ready = !incomplete && deps_.registry.view(tenant).ready;
    if (!waiting || !findings.stands) deps_.metrics.set(name, telemetry::metric::zpa_tenant_ready, ready ? 1 : 0);
    deps_.users.count(tenant, deps_.metrics);
    if (session == nullptr) return;
    if (findings.inventory_time) deps_.metrics.inventory_refreshed(name, true);
    if (findings.failed || (!waiting && findings.outcome != Findings::Outcome::Ready)) {
        deps_.metrics.inventory_refreshed(name, false);
    }
    deps_.metrics.rate_waiting(name, Class::Read, session->budget().waiting(zpa::CallClass::Read));
    deps_.metrics.rate_waiting(name, Class::Write, session->budget().waiting(zpa::CallClass::Write));
}

void TenantReconciler::write_status(const ZpaTenant& tenant, const Status& status, const RunContext& run) {
    if (status == tenant.status) return;
    const auto* before = kube::find_condition(tenant.status.conditions, "Ready");
    const auto* after = kube::find_condition(status.conditions, "Ready");
    const auto body = kube::status_body(common::zpa_tenants(), tenant.meta, to_json(status));
    deps_.client.update_status(common::zpa_tenants(), tenant.meta.key(), body, run.stop);
    const bool is_verdict = after != nullptr && after->reason != reason::kWaiting;
    if (is_verdict && (before == nullptr || before->reason != after->reason)) {
        const auto type = is_true(after) ? runtime::EventType::Normal : runtime::EventType::Warning;
        deps_.events.publish(runtime::reference_to(common::zpa_tenants(), tenant.meta), type, after->reason, "Inspect",
                             after->message);
    }
}

}  // namespace tenant
