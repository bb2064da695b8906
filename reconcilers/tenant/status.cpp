#include "reconcilers/tenant/status.h"

#include <fmt/format.h>

#include "controller/base/rfc3339.h"
#include "reconcilers/common/api.h"
#include "reconcilers/common/condition_set.h"
#include "reconcilers/common/object.h"

namespace tenant {

namespace {

constexpr auto kReadyCondition = "Ready";
constexpr auto kReconcilingCondition = "Reconciling";
constexpr auto kStalledCondition = "Stalled";

std::string secret_text(const ZpaTenant& tenant) {
    return kube::ObjectKey{tenant.meta.namespace_name, tenant.spec.credentials_secret}.to_string();
}

std::string ready_message(const Findings& findings) {
    auto message = fmt::format("organisation {} can be read and written", findings.customer_id);
    if (!findings.closed_types.empty())
        message += fmt::format("; not licensed: {}", fmt::join(findings.closed_types, ", "));
    if (!findings.closed_places.empty()) {
        message += fmt::format("; not open to these credentials: {}", fmt::join(findings.closed_places, ", "));
    }
    return message;
}

std::string waiting_message(const Findings& findings) {
    const std::string message = "the organisation's first inventory is being read";
    return findings.detail.empty() ? message : fmt::format("{}: {}", message, findings.detail);
}

}  // namespace

Verdict verdict_of(const ZpaTenant& tenant, const Findings& findings) {
    using Outcome = Findings::Outcome;
    const auto& detail = findings.detail;
    switch (findings.outcome) {
        case Outcome::Ready: return {reason::kReady, ready_message(findings)};
        case Outcome::Waiting: return {reason::kWaiting, waiting_message(findings)};
        case Outcome::InvalidSpec: return {reason::kInvalidSpec, detail};
        case Outcome::SecretUnreadable:
            return {
                reason::kSecretUnreadable,
                fmt::format(
                    "Secret {} cannot be read: the API server does not answer the watch for it; allow the operator's "
                    "account to list and watch Secrets in namespace {} (its log says what was refused)",
                    secret_text(tenant), tenant.meta.namespace_name)};
        case Outcome::SecretNotFound:
            return {reason::kSecretNotFound,
                    fmt::format("Secret {} does not exist; create it with the API client's credentials",
                                secret_text(tenant))};
        case Outcome::InvalidSecret:
            return {reason::kInvalidSecret, fmt::format("Secret {}: {}", secret_text(tenant), detail)};
        case Outcome::SignInRefused:
            return {reason::kInvalidCredentials,
                    fmt::format("sign-in with Secret {} was refused: {}; put valid credentials into it",
                                secret_text(tenant), detail)};
        case Outcome::NotOpen:
            return {
                reason::kInvalidCredentials,
                fmt::format(
                    "sign-in with Secret {} succeeds, but organisation {} is not open to it: {}; check the customer "
                    "id, the microtenant and the API client's roles",
                    secret_text(tenant), findings.customer_id, detail)};
        case Outcome::NotLicensed:
            return {
                reason::kFeatureNotLicensed,
                fmt::format("organisation {} has no licence for what is in use: {}; ask Zscaler, or remove the objects "
                            "that need it",
                            findings.customer_id, detail)};
        case Outcome::Unsupported:
            return {reason::kProvisioningKeysUnsupported,
                    fmt::format(
                        "organisation {} has been moved to OAuth2 enrolment and accepts no provisioning keys: {}; ask "
                        "Zscaler to move it back, or enrol with user codes",
                        findings.customer_id, detail)};
        case Outcome::InventoryIncomplete:
            return {reason::kInventoryIncomplete,
                    fmt::format("{}; what needs this list waits, the rest goes on. It is read again by itself; if it "
                                "stays so, look at it in the ZPA portal and ask Zscaler",
                                detail)};
        case Outcome::Unreachable:
            return {reason::kUnreachable,
                    fmt::format("ZPA cannot be reached since {}: {}; it is tried again by itself with growing pauses",
                                findings.unreachable_since ? base::format_rfc3339(*findings.unreachable_since) : "now",
                                detail)};
        case Outcome::Failed:
            return {reason::kFailed, fmt::format("ZPA answered: {}; it is tried again by itself", detail)};
    }
    return {reason::kFailed, detail};
}

Verdict paused() {
    return {reason::kPaused, fmt::format("paused by the annotation {}; remove it to go on", common::kPausedAnnotation)};
}

namespace {

// Only what the object alone proves is Stalled; what the world may cure is Reconciling (kstatus).
void say(Status& status, const ZpaTenant& tenant, Findings::Outcome outcome, const Verdict& verdict,
         base::WallTime now) {
    common::ConditionSet conditions(status.conditions, tenant.meta.generation, now);
    const bool ready = outcome == Findings::Outcome::Ready;
    const bool stalled = outcome == Findings::Outcome::InvalidSpec;
    if (ready) {
        conditions.yes(kReadyCondition, verdict.reason, verdict.message);
    } else {
        conditions.no(kReadyCondition, verdict.reason, verdict.message);
    }
    if (stalled) {
        conditions.yes(kStalledCondition, verdict.reason, verdict.message);
    } else {
        conditions.drop(kStalledCondition);
    }
    if (ready || stalled) {
        conditions.drop(kReconcilingCondition);
    } else {
        conditions.yes(kReconcilingCondition, verdict.reason, verdict.message);
    }
}

void handled(Status& status, const ZpaTenant& tenant) {
    status.observed_generation = tenant.meta.generation;
    if (const auto asked = tenant.meta.annotation(common::kReconcileRequestedAnnotation)) {
        status.last_handled_reconcile_at = *asked;
    }
}

// What was said holds while the next poll is on its way.
bool outlasts_waiting(const Status& status) {
    const auto* ready = common::find_ready(status.conditions);
    return ready != nullptr && (ready->status == "True" || ready->reason == reason::kInventoryIncomplete);
}

}  // namespace

Status status_of(const ZpaTenant& tenant, const Findings& findings, base::WallTime now) {
    auto status = tenant.status;
    handled(status, tenant);
    if (!findings.customer_id.empty()) {
        status.customer_id = findings.customer_id;
        status.microtenant_id = findings.microtenant_id;
    }
    if (!findings.usage.empty()) status.usage = findings.usage;
    if (findings.inventory_time) status.last_inventory_time = base::format_rfc3339(*findings.inventory_time);
    // Waiting for a permit in the middle of a poll takes nothing back of what this very session had proved.
    if (findings.outcome == Findings::Outcome::Waiting && findings.stands && outlasts_waiting(status)) return status;
    say(status, tenant, findings.outcome, verdict_of(tenant, findings), now);
    return status;
}

Status status_in_use(const ZpaTenant& tenant, const Findings& findings, std::size_t users, base::WallTime now) {
    auto status = findings.outcome == Findings::Outcome::Waiting ? tenant.status : status_of(tenant, findings, now);
    handled(status, tenant);
    common::ConditionSet conditions(status.conditions, tenant.meta.generation, now);
    conditions.yes(
        kReconcilingCondition, reason::kInUse,
        fmt::format("deletion waits for {} object{} that still need{} this tenant for their own deletion; delete "
                    "them, or give up their keys with the annotation {}=true",
                    users, users == 1 ? "" : "s", users == 1 ? "s" : "", common::kAbandonAnnotation));
    return status;
}

Status status_paused(const ZpaTenant& tenant, base::WallTime now) {
    auto status = tenant.status;
    handled(status, tenant);
    common::ConditionSet conditions(status.conditions, tenant.meta.generation, now);
    const auto [why, message] = paused();
    conditions.yes(kReconcilingCondition, why, message);
    return status;
}

}  // namespace tenant
