#include "reconcilers/provisioning_key/status.h"

#include <gtest/gtest.h>

#include "controller/base/rfc3339.h"
#include "reconcilers/common/api.h"

using namespace provisioning_key;

namespace {

const base::WallTime kNow = base::parse_rfc3339("2026-01-02T03:04:05Z");

ProvisioningKey object_with_key(std::int64_t used, std::int64_t most) {
    ProvisioningKey object;
    object.meta.generation = 4;
    object.status.identity = {"1", "", "CONNECTOR_GRP", "58001", 5};
    object.status.secret_name = "edge";
    zpa::Key key;
    key.usage_count = used;
    key.max_usage = most;
    show_key(object.status, key);
    return object;
}

const kube::Condition& condition(const ProvisioningKey& object, const char* type) {
    const auto* found = kube::find_condition(object.status.conditions, type);
    static const kube::Condition none;
    return found == nullptr ? none : *found;
}

Findings whole() {
    Findings findings;
    findings.secret_whole = true;
    return findings;
}

}  // namespace

TEST(KeyStatus, ReadyIsKeyAndSecretSynced) {
    auto object = object_with_key(0, 5);
    conclude(object, whole(), kNow);
    for (const auto* type : {"Ready", "KeySynced", "SecretSynced", "UsageAvailable"}) {
        EXPECT_EQ(condition(object, type).status, "True") << type;
        EXPECT_EQ(condition(object, type).observed_generation, 4) << type;
    }
    EXPECT_EQ(condition(object, "Reconciling").type, "");
    EXPECT_EQ(object.status.observed_generation, 4);
}

// Whose it is, id and secretName say: ten thousand keys hold these texts once.
TEST(KeyStatus, WhatASettledKeySaysIsTheSameOfEach) {
    auto one = object_with_key(0, 5), other = object_with_key(0, 5);
    other.status.identity.id = "58002";
    other.status.secret_name = "branch";
    conclude(one, whole(), kNow);
    conclude(other, whole(), kNow);
    EXPECT_EQ(one.status.conditions, other.status.conditions);
    EXPECT_EQ(condition(one, "Ready").message, "key and Secret are as wanted");
}

TEST(KeyStatus, WhatTheWorldMayCureIsReconciling) {
    auto object = object_with_key(0, 5);
    auto findings = whole();
    findings.key = Blocked{Blocked::Aspect::Key, reason::kGroupNotFound, "no group", std::chrono::seconds(60)};
    conclude(object, findings, kNow);
    EXPECT_EQ(condition(object, "Ready").reason, "GroupNotFound");
    EXPECT_EQ(condition(object, "KeySynced").status, "False");
    EXPECT_EQ(condition(object, "SecretSynced").status, "True");
    EXPECT_EQ(condition(object, "Reconciling").status, "True");
    EXPECT_EQ(condition(object, "Stalled").type, "");
}

TEST(KeyStatus, WhatOnlyTheObjectCanCureIsStalled) {
    auto object = object_with_key(0, 5);
    Findings findings;
    findings.key = Blocked{Blocked::Aspect::Key, reason::kInvalidSpec, "spec.x", std::nullopt};
    conclude(object, findings, kNow);
    EXPECT_EQ(condition(object, "Stalled").reason, "InvalidSpec");
    EXPECT_EQ(condition(object, "Reconciling").type, "");
}

TEST(KeyStatus, TroubleWithTheSecretLeavesTheKeySynced) {
    auto object = object_with_key(0, 5);
    Findings findings;
    findings.secret =
        Blocked{Blocked::Aspect::Secret, reason::kSecretConflict, "a stranger's", std::chrono::seconds(60)};
    conclude(object, findings, kNow);
    EXPECT_EQ(condition(object, "KeySynced").status, "True");
    EXPECT_EQ(condition(object, "SecretSynced").reason, "SecretConflict");
    EXPECT_EQ(condition(object, "Ready").status, "False");
}

TEST(KeyStatus, UsageWarnsFromWarnAtAndSaysWhenItIsUp) {
    auto object = object_with_key(3, 5);
    Spec spec;
    spec.warn_at = 60;
    object.spec = spec;
    conclude(object, whole(), kNow);
    EXPECT_EQ(condition(object, "UsageAvailable").reason, "RunningLow");
    object = object_with_key(5, 5);
    conclude(object, whole(), kNow);
    EXPECT_EQ(condition(object, "UsageAvailable").status, "False");
    EXPECT_EQ(condition(object, "UsageAvailable").reason, "UsedUp");
    EXPECT_EQ(object.status.remaining, 0);
}

TEST(KeyStatus, ASpecBelowWhatIsUsedIsSaid) {
    auto object = object_with_key(3, 3);
    Spec spec;
    spec.max_usage = 2;
    object.spec = spec;
    conclude(object, whole(), kNow);
    EXPECT_EQ(condition(object, "UsageAvailable").reason, "MaxUsageBelowUsage");
}

// However many enrolments are left. The key itself is as the spec wants it.
TEST(KeyStatus, NothingCanEnrolWithADisabledKeyAndWhoseWordThatIsIsSaid) {
    auto object = object_with_key(5, 5);
    zpa::Key key;
    key.usage_count = key.max_usage = 5;
    key.enabled = false;
    show_key(object.status, key);
    const auto said = [&] {
        conclude(object, whole(), kNow);
        EXPECT_EQ(condition(object, "UsageAvailable").status, "False");
        EXPECT_EQ(condition(object, "UsageAvailable").reason, "Disabled");
        EXPECT_EQ(condition(object, "Ready").status, "True");
        return condition(object, "UsageAvailable").message;
    };
    EXPECT_EQ(said(),
              "the key is disabled in ZPA: nothing can enrol with it; set spec.enabled to true, or enable it in the "
              "portal");
    Spec spec;
    spec.enabled = false;
    object.spec = spec;
    EXPECT_EQ(said(), "spec.enabled is false: nothing can enrol with the key; set it to true to let components enrol");
    spec.enabled = true;
    object.spec = spec;
    EXPECT_NE(said().str().find("KeySynced"), std::string::npos);
    spec.management_policy = ManagementPolicy::Observe;
    object.spec = spec;
    EXPECT_EQ(said(), "the key is disabled in ZPA: nothing can enrol with it; enable it in the portal");
    key.enabled = true;
    show_key(object.status, key);
    conclude(object, whole(), kNow);
    EXPECT_EQ(condition(object, "UsageAvailable").reason, "UsedUp");
}

TEST(KeyStatus, OfAKeyThatIsForgottenNothingIsSaid) {
    auto object = object_with_key(0, 5);
    object.status.disabled = true;
    conclude(object, whole(), kNow);
    forget_key(object.status);
    conclude(object, whole(), kNow);
    EXPECT_EQ(condition(object, "UsageAvailable").type, "");
    EXPECT_FALSE(object.status.disabled) << "or the next key would be, until it is seen";
}

TEST(KeyStatus, TheNameOfTheGroupOutlivesAReplyThatLacksIt) {
    Status status;
    zpa::Key key;
    key.group_id = "7";
    key.group_name = "Edge";
    show_key(status, key);
    key.group_name = "";
    show_key(status, key);
    EXPECT_EQ(status.group.name, "Edge");
    key.group_id = "8";
    show_key(status, key);
    EXPECT_EQ(status.group.name, "");
}

TEST(KeyStatus, TheReconcileRequestIsEchoed) {
    auto object = object_with_key(0, 5);
    object.meta.annotations = kube::TextMap{{common::kReconcileRequestedAnnotation, "now"}};
    conclude(object, whole(), kNow);
    EXPECT_EQ(object.status.last_handled_reconcile_at, "now");
}
