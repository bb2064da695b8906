#include "reconcilers/tenant/status.h"

#include <gtest/gtest.h>

#include "controller/base/rfc3339.h"

using tenant::Findings;

namespace {

tenant::ZpaTenant some_tenant() {
    tenant::ZpaTenant out;
    out.meta.name = "default";
    out.meta.namespace_name = "net";
    out.meta.generation = 2;
    out.spec.credentials_secret = "zpa";
    return out;
}

const kube::Condition& condition(const tenant::Status& status, const char* type) {
    const auto* found = kube::find_condition(status.conditions, type);
    static const kube::Condition none;
    return found == nullptr ? none : *found;
}

const base::WallTime kNow = base::parse_rfc3339("2026-01-02T03:04:05Z");

}  // namespace

TEST(TenantStatus, ReadyIsNeitherReconcilingNorStalled) {
    Findings findings;
    findings.outcome = Findings::Outcome::Ready;
    findings.customer_id = "1";
    const auto status = status_of(some_tenant(), findings, kNow);
    EXPECT_EQ(condition(status, "Ready").status, "True");
    EXPECT_EQ(condition(status, "Reconciling").type, "");
    EXPECT_EQ(condition(status, "Stalled").type, "");
    EXPECT_EQ(status.observed_generation, 2);
}

TEST(TenantStatus, AMissingSecretNamesItAndTheNextStep) {
    Findings findings;
    findings.outcome = Findings::Outcome::SecretNotFound;
    const auto status = status_of(some_tenant(), findings, kNow);
    EXPECT_EQ(condition(status, "Ready").reason, "SecretNotFound");
    EXPECT_NE(condition(status, "Ready").message.str().find("Secret net/zpa does not exist; create it"),
              std::string::npos);
    EXPECT_EQ(condition(status, "Reconciling").status, "True");
}

TEST(TenantStatus, OnlyABadSpecIsStalled) {
    Findings findings;
    findings.outcome = Findings::Outcome::InvalidSpec;
    findings.detail = "spec.pollInterval";
    const auto status = status_of(some_tenant(), findings, kNow);
    EXPECT_EQ(condition(status, "Stalled").status, "True");
    EXPECT_EQ(condition(status, "Reconciling").type, "");
}

TEST(TenantStatus, WaitingForAPermitTakesNoReadyBack) {
    auto tenant = some_tenant();
    Findings findings;
    findings.outcome = Findings::Outcome::Ready;
    tenant.status = status_of(tenant, findings, kNow);
    findings.outcome = Findings::Outcome::Waiting;
    findings.stands = true;
    EXPECT_EQ(condition(status_of(tenant, findings, kNow), "Ready").status, "True");
}

TEST(TenantStatus, AReadyThatAnotherSessionEarnedIsNotKept) {
    auto tenant = some_tenant();
    Findings findings;
    findings.outcome = Findings::Outcome::Ready;
    tenant.status = status_of(tenant, findings, kNow);
    findings.outcome = Findings::Outcome::Waiting;
    EXPECT_EQ(condition(status_of(tenant, findings, kNow), "Ready").reason, "Waiting");
}

TEST(TenantStatus, AListThatDoesNotHoldTogetherIsNamedWithTheNextStepUntilItDoes) {
    auto tenant = some_tenant();
    Findings findings;
    findings.outcome = Findings::Outcome::InventoryIncomplete;
    findings.detail = "the list of keys of CONNECTOR_GRP does not hold together";
    tenant.status = status_of(tenant, findings, kNow);
    const auto ready = condition(tenant.status, "Ready");
    EXPECT_EQ(ready.status, "False");
    EXPECT_EQ(ready.reason, "InventoryIncomplete");
    EXPECT_NE(ready.message.str().find("CONNECTOR_GRP does not hold together; what needs this list waits"),
              std::string::npos);
    EXPECT_NE(ready.message.str().find("ask Zscaler"), std::string::npos);
    EXPECT_EQ(condition(tenant.status, "Reconciling").status, "True");
    findings.outcome = Findings::Outcome::Waiting;
    findings.stands = true;
    EXPECT_EQ(condition(status_of(tenant, findings, kNow), "Ready").reason, "InventoryIncomplete");
    findings.outcome = Findings::Outcome::Ready;
    EXPECT_EQ(condition(status_of(tenant, findings, kNow), "Ready").status, "True");
}

TEST(TenantStatus, ASecretWhoseWatchIsSilentIsNamed) {
    Findings findings;
    findings.outcome = Findings::Outcome::SecretUnreadable;
    const auto status = status_of(some_tenant(), findings, kNow);
    EXPECT_EQ(condition(status, "Ready").reason, "SecretUnreadable");
    EXPECT_NE(condition(status, "Ready").message.str().find("Secret net/zpa cannot be read"), std::string::npos);
}

TEST(TenantStatus, ADeletionThatWaitsSaysWhatHindersTheOthers) {
    Findings findings;
    findings.outcome = Findings::Outcome::SecretNotFound;
    const auto status = status_in_use(some_tenant(), findings, 2, kNow);
    EXPECT_EQ(condition(status, "Ready").reason, "SecretNotFound");
    EXPECT_EQ(condition(status, "Reconciling").reason, "InUse");
}

TEST(TenantStatus, UnreachableSaysSinceWhen) {
    Findings findings;
    findings.outcome = Findings::Outcome::Unreachable;
    findings.detail = "no answer";
    findings.unreachable_since = kNow;
    const auto status = status_of(some_tenant(), findings, kNow);
    EXPECT_EQ(condition(status, "Ready").reason, "Unreachable");
    EXPECT_NE(condition(status, "Ready").message.str().find("since 2026-01-02T03:04:05Z"), std::string::npos);
}

TEST(TenantOutcome, EachErrorMeansOneThing) {
    using Kind = base::ErrorKind;
    const auto outcome = [](Kind kind, const char* reason) {
        return tenant::outcome_of(base::Error(kind, "x").with_reason(reason));
    };
    EXPECT_EQ(outcome(Kind::Unauthorized, "SignIn"), Findings::Outcome::SignInRefused);
    EXPECT_EQ(outcome(Kind::Unauthorized, "access.denied"), Findings::Outcome::NotOpen);
    EXPECT_EQ(outcome(Kind::Forbidden, "authz.featureflag.permission.denied"), Findings::Outcome::NotLicensed);
    EXPECT_EQ(outcome(Kind::Timeout, ""), Findings::Outcome::Unreachable);
    EXPECT_EQ(tenant::outcome_of(base::Error(Kind::Unavailable, "x").with_http_status(500)), Findings::Outcome::Failed);
    EXPECT_EQ(tenant::outcome_of(base::Error(Kind::Unavailable, "x").with_http_status(503)),
              Findings::Outcome::Unreachable);
    EXPECT_EQ(outcome(Kind::TooManyRequests, "LocalBudget"), Findings::Outcome::Waiting);
    EXPECT_EQ(outcome(Kind::Protocol, ""), Findings::Outcome::Failed);
}
