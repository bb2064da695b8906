#include "reconcilers/provisioning_key/types.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using namespace provisioning_key;
using nlohmann::json;

namespace {

ProvisioningKey parse(json spec, json annotations = json::object()) {
    return parse_provisioning_key(
        {{"metadata", {{"name", "edge"}, {"namespace", "net"}, {"annotations", std::move(annotations)}}},
         {"spec", std::move(spec)}});
}

}  // namespace

TEST(KeySpec, DefaultsAreFilledInFromTheObject) {
    const auto object = parse({{"associationType", "CONNECTOR_GRP"}});
    const auto& spec = *object.spec;
    EXPECT_EQ(spec.tenant, (kube::ObjectKey{"net", "default"}));
    EXPECT_EQ(object.secret_name(), "edge");
    EXPECT_EQ(spec.secret.key, "provisionkey");
    EXPECT_EQ(spec.deletion_policy, DeletionPolicy::Delete);
    EXPECT_EQ(spec.drift_policy, DriftPolicy::Correct);
    EXPECT_EQ(spec.warn_at, 80);
    EXPECT_FALSE(spec.enabled);
    EXPECT_FALSE(spec.ip_acl);
}

TEST(KeySpec, ObjectsThatAskForTheSameHoldItOnce) {
    const auto of = [](const char* name, const char* secret) {
        return parse_provisioning_key({{"metadata", {{"name", name}, {"namespace", "net"}}},
                                       {"spec", {{"maxUsage", 5}, {"secret", {{"labels", {{"team", secret}}}}}}}});
    };
    const auto edge = of("edge", "net"), branch = of("branch", "net"), other = of("other", "ops");
    EXPECT_EQ(&*edge.spec, &*branch.spec);
    EXPECT_EQ(branch.secret_name(), "branch");
    EXPECT_NE(edge.spec, other.spec);
    EXPECT_EQ(other.spec->secret.labels.at("team"), "ops");
}

TEST(KeySpec, AbsentAndEmptyAreNotTheSame) {
    EXPECT_TRUE(parse({{"ipAcl", json::array()}}).spec->ip_acl->empty());
    EXPECT_EQ(parse({{"enabled", false}}).spec->enabled, false);
}

TEST(KeySpec, AnnotationsMeanWhatTheySayOnlyWhenTrue) {
    EXPECT_TRUE(parse({}, {{"zpa-operator.io/paused", "true"}}).paused());
    EXPECT_FALSE(parse({}, {{"zpa-operator.io/paused", "yes"}}).paused());
    EXPECT_TRUE(parse({}, {{"zpa-operator.io/abandon", "true"}}).abandoned());
}

TEST(KeyReference, IsSaidByNameAndId) {
    EXPECT_EQ((provisioning_key::Reference{"4001", "Berlin"}.text()), "\"Berlin\" (4001)");
    EXPECT_EQ((provisioning_key::Reference{"4001", ""}.text()), "4001");
    EXPECT_EQ((provisioning_key::Reference{"", "Berlin"}.text()), "\"Berlin\"");
}

TEST(KeyStatus, SurvivesTheWayToTheServerAndBack) {
    Status status;
    status.observed_generation = 2;
    status.identity = {"216190000000000777", "216190000000000888", "SERVICE_EDGE_GRP", "58001", 1773000025};
    status.name = "edge";
    status.adopted = status.observed = status.name_given = true;
    status.creation = CreationMark{
        "n0nce", "edge.n0nce", "edge", "216190000000000777", "", "SERVICE_EDGE_GRP", "2026-01-02T03:04:05Z"};
    status.abandoned = {{"edge.old", "2026-01-02T03:00:00Z"}};
    status.replaces = "5";
    status.value_fingerprint = "sha256:0123456789abcdef";
    status.usage_count = 1;
    status.max_usage = 2;
    status.remaining = 1;
    status.group = {"7", "Edge"};
    status.enrollment_cert = {"8", "Connector"};
    status.secret_name = "edge";
    status.last_handled_reconcile_at = "x";
    status.conditions = {{"Ready", "True", "Ready", "good", 2, {}}, {"UsageAvailable", "False", "Disabled", "", 2, {}}};
    status.disabled = true;
    const json object = {{"metadata", {{"name", "edge"}}}, {"status", to_json(status)}};
    EXPECT_EQ(parse_provisioning_key(object).status, status);
    EXPECT_EQ(to_json(status)["id"], "58001");
}

TEST(KeyStatus, WhatIsNoListOfAbandonedCreationsHasNone) {
    const json object = {{"metadata", {{"name", "edge"}}}, {"status", {{"abandoned", "edge.old"}}}};
    EXPECT_TRUE(parse_provisioning_key(object).status.abandoned.empty());
}
