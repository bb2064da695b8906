#include "reconcilers/provisioning_key/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/common/api.h"
#include "reconcilers/common/condition_set.h"

namespace provisioning_key {

namespace {

constexpr auto kReady = "Ready";
constexpr auto kKeySynced = "KeySynced";
constexpr auto kSecretSynced = "SecretSynced";
constexpr auto kUsageAvailable = "UsageAvailable";
constexpr auto kReconciling = "Reconciling";
constexpr auto kStalled = "Stalled";

bool is_stalled(const Blocked& blocked) { return !blocked.retry && !blocked.quiet; }

void say_secret(common::ConditionSet& conditions, const Status& status, const Findings& findings) {
    if (findings.secret) {
        conditions.no(kSecretSynced, findings.secret->reason, findings.secret->message);
    } else if (findings.secret_whole) {
        conditions.yes(kSecretSynced, reason::kSynced, "the Secret holds the key's value");
    } else if (!status.identity.known()) {
        conditions.unknown(kSecretSynced, reason::kNoKey, "there is no key yet whose value could be kept");
    }
}

// Whoever waits for enrolments has to know whose word it takes.
std::string why_disabled(const Spec& spec) {
    constexpr auto kInZpa = "the key is disabled in ZPA: nothing can enrol with it; ";
    if (spec.observes()) return std::string(kInZpa) + "enable it in the portal";
    if (!spec.enabled) return std::string(kInZpa) + "set spec.enabled to true, or enable it in the portal";
    if (*spec.enabled) return std::string(kInZpa) + "spec.enabled says otherwise, and KeySynced why it is not put back";
    return "spec.enabled is false: nothing can enrol with the key; set it to true to let components enrol";
}

void say_usage(common::ConditionSet& conditions, const Status& status, const Spec& spec) {
    if (!status.usage_count || !status.max_usage) return conditions.drop(kUsageAvailable);
    if (status.disabled) return conditions.no(kUsageAvailable, reason::kDisabled, why_disabled(spec));
    const auto used = *status.usage_count;
    const auto most = *status.max_usage;
    if (spec.max_usage && *spec.max_usage < used) {
        conditions.no(
            kUsageAvailable, reason::kMaxUsageBelowUsage,
            fmt::format("spec.maxUsage {} is below the {} enrolments so far, so the key keeps {}; raise spec.maxUsage",
                        *spec.max_usage, used, most));
    } else if (used >= most) {
        conditions.no(kUsageAvailable, reason::kUsedUp,
                      fmt::format("all {} enrolments are used, nothing new can enrol; raise spec.maxUsage", most));
    } else if (used * 100 >= most * spec.warn_at) {
        conditions.yes(kUsageAvailable, reason::kRunningLow,
                       fmt::format("{} of {} enrolments are used; raise spec.maxUsage before the last", used, most));
    } else {
        conditions.yes(kUsageAvailable, reason::kAvailable, fmt::format("{} of {} enrolments are used", used, most));
    }
}

void say_progress(common::ConditionSet& conditions, const Blocked* first) {
    if (first == nullptr) {
        conditions.drop(kReconciling);
        conditions.drop(kStalled);
    } else if (is_stalled(*first)) {
        conditions.drop(kReconciling);
        conditions.yes(kStalled, first->reason, first->message);
    } else {
        conditions.drop(kStalled);
        conditions.yes(kReconciling, first->reason, first->message);
    }
}

// A request to look anew is answered by a verdict, good or bad; not by "waits for its turn" or "cannot be asked now".
// Of a tenant that is not ready its condition has the verdict.
bool is_answer(const Findings& findings) {
    if (!findings.key) return true;
    const auto& blocked = *findings.key;
    const bool is_away = blocked.transient && blocked.reason != reason::kTenantNotReady;
    return !blocked.quiet && !blocked.brief && !is_away;
}

}  // namespace

void forget_key(Status& status) {
    status.identity = {};
    status.observed = false;
    status.adopted = false;
    status.synced_generation = 0;
    status.value_fingerprint.clear();
    status.usage_count = status.max_usage = status.remaining = std::nullopt;
    status.disabled = false;
}

void show_key(Status& status, const zpa::Key& key) {
    status.usage_count = key.usage_count;
    status.max_usage = key.max_usage;
    status.remaining = std::max<std::int64_t>(0, key.max_usage - key.usage_count);
    status.disabled = !key.enabled;
    // The reply to a POST has ids only; a name that is known for the same id stays.
    const auto show = [](Reference& reference, const std::string& id, const std::string& name) {
        if (reference.id == id && name.empty()) return;
        reference = {id, name};
    };
    show(status.group, key.group_id, key.group_name);
    show(status.enrollment_cert, key.enrollment_cert_id, key.enrollment_cert_name);
}

void conclude(ProvisioningKey& object, const Findings& findings, base::WallTime now) {
    auto& status = object.status;
    common::ConditionSet conditions(status.conditions, object.meta.generation, now);
    const Blocked* first = findings.key ? &*findings.key : findings.secret ? &*findings.secret : nullptr;
    if (first == nullptr) {
        conditions.yes(kReady, reason::kReady, "key and Secret are as wanted");
    } else {
        conditions.no(kReady, first->reason, first->message);
    }
    if (findings.key) {
        conditions.no(kKeySynced, findings.key->reason, findings.key->message);
    } else if (status.identity.known()) {
        conditions.yes(kKeySynced, status.observed ? reason::kObserved : reason::kSynced,
                       "the key in ZPA is as wanted");
    }
    say_secret(conditions, status, findings);
    say_usage(conditions, status, *object.spec);
    say_progress(conditions, first);
    status.observed_generation = object.meta.generation;
    const auto asked = object.meta.annotation(common::kReconcileRequestedAnnotation);
    if (asked && is_answer(findings)) status.last_handled_reconcile_at = *asked;
}

}  // namespace provisioning_key
