#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "controller/kube/condition.h"
#include "controller/kube/object_meta.h"
#include "controller/kube/resource.h"
#include "controller/kube/status_body.h"
#include "tests/fakes/kinds.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using nlohmann::json;
using std::chrono::seconds;

TEST(Resource, PathsOfGroupsScopesAndSubresources) {
    EXPECT_EQ(secrets().path("ns", "s"), "/api/v1/namespaces/ns/secrets/s");
    EXPECT_EQ(leases().path("ns"), "/apis/coordination.k8s.io/v1/namespaces/ns/leases");
    EXPECT_EQ(deployments().path("", ""), "/apis/apps/v1/deployments");
    EXPECT_EQ(deployments().path("ns", "d", "scale"), "/apis/apps/v1/namespaces/ns/deployments/d/scale");
    EXPECT_EQ(nodes().path("", "n", "status"), "/api/v1/nodes/n/status");
    EXPECT_EQ(namespaces().path("ignored", "n"), "/api/v1/namespaces/n");
    EXPECT_EQ(events().api_version(), "events.k8s.io/v1");
    EXPECT_EQ(pods().api_version(), "v1");
}

TEST(StatusBody, NamesTheObjectAsItWasSeen) {
    const auto meta = parse_object_meta(json::parse(
        R"({"metadata":{"name":"n","namespace":"ns","uid":"u","resourceVersion":"7","labels":{"l":"1"}}})"));
    EXPECT_EQ(kube::status_body(deployments(), meta, {{"replicas", 2}}),
              json::parse(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"n","namespace":"ns",
              "uid":"u","resourceVersion":"7"},"status":{"replicas":2}})"));
}

TEST(ObjectMeta, ReadsEveryField) {
    const auto meta =
        parse_object_meta(json::parse(R"({"metadata":{"name":"n","namespace":"ns","uid":"u","resourceVersion":"7",
        "generation":3,"creationTimestamp":"2026-01-01T00:00:10Z","deletionTimestamp":"2026-01-01T00:00:20Z",
        "finalizers":["a/b"],"labels":{"l":"1"},"annotations":{"x":"y"}}})"));
    EXPECT_EQ(meta.key(), (ObjectKey{"ns", "n"}));
    EXPECT_EQ(meta.uid, "u");
    EXPECT_EQ(meta.resource_version, "7");
    EXPECT_EQ(meta.generation, 3);
    EXPECT_EQ(*meta.deletion_time - meta.creation_time, seconds(10));
    EXPECT_TRUE(meta.deleting());
    EXPECT_TRUE(meta.has_finalizer("a/b"));
    EXPECT_FALSE(meta.has_finalizer("a"));
    EXPECT_EQ(*meta.label("l"), "1");
    EXPECT_EQ(*meta.annotation("x"), "y");
    EXPECT_EQ(meta.annotation("l"), std::nullopt);
}

TEST(ObjectMeta, KubectlsCopyOfTheManifestIsLeftOut) {
    const auto meta = parse_object_meta(json::parse(
        R"({"metadata":{"name":"n","annotations":{"a":"1","kubectl.kubernetes.io/last-applied-configuration":"{}"}}})"));
    EXPECT_EQ(meta.annotations, PackedTexts(TextMap{{"a", "1"}}));
}

TEST(ObjectMeta, MissingAndNullFieldsAreEmpty) {
    const auto meta = parse_object_meta(
        json::parse(R"({"metadata":{"name":"n","labels":null,"creationTimestamp":null,"finalizers":null}})"));
    EXPECT_FALSE(meta.deleting());
    EXPECT_TRUE(meta.labels->empty());
    EXPECT_EQ(meta.generation, 0);
}

TEST(ObjectMeta, WrongTypesAreProtocolErrorsThatNameTheField) {
    for (const auto* metadata :
         {R"({})", R"({"name":1})", R"({"name":"n","labels":{"a":1}})", R"({"name":"n","labels":[]})",
          R"({"name":"n","finalizers":"x"})", R"({"name":"n","finalizers":[1]})", R"({"name":"n","generation":"1"})",
          R"({"name":"n","deletionTimestamp":"soon"})", "[]", "null"}) {
        const auto error = error_of([&] { parse_object_meta({{"metadata", json::parse(metadata)}}); });
        EXPECT_EQ(error.kind(), ErrorKind::Protocol) << metadata;
    }
    EXPECT_EQ(error_of([] { parse_object_meta(json(3)); }).kind(), ErrorKind::Protocol);
}

Condition ready(const std::string& status, const std::string& reason = "R") {
    return {"Ready", status, reason, "m", 1, {}};
}

TEST(Condition, TheTransitionTimeMovesOnlyWithTheStatus) {
    fakes::FakeClock clock;
    std::vector<Condition> conditions;
    set_condition(conditions, ready("False"), clock.wall());
    const auto first = conditions[0].last_transition_time;
    clock.advance(seconds(5));
    set_condition(conditions, ready("False", "Other"), clock.wall());
    EXPECT_EQ(conditions[0].last_transition_time, first);
    EXPECT_EQ(conditions[0].reason, "Other");
    set_condition(conditions, ready("True"), clock.wall());
    EXPECT_EQ(conditions[0].last_transition_time - first, seconds(5));
    EXPECT_EQ(conditions.size(), 1u);
}

TEST(Condition, WhatIsWrittenReadsBackEqual) {
    fakes::FakeClock clock;
    clock.advance(std::chrono::nanoseconds(123'456'789));
    std::vector<Condition> conditions;
    set_condition(conditions, ready("True"), clock.wall());
    set_condition(conditions, {"Synced", "Unknown", "Why", "", 4, {}}, clock.wall());
    EXPECT_EQ(parse_conditions(to_json(conditions)), conditions);
    EXPECT_EQ(to_json(conditions)[0]["lastTransitionTime"], "2026-01-02T03:04:05Z");
}

TEST(Condition, FindAndRemove) {
    std::vector<Condition> conditions{ready("True")};
    EXPECT_EQ(find_condition(conditions, "Ready")->status, "True");
    EXPECT_EQ(find_condition(conditions, "Other"), nullptr);
    remove_condition(conditions, "Ready");
    remove_condition(conditions, "Ready");
    EXPECT_TRUE(conditions.empty());
}

TEST(Condition, MessagesAreCutBetweenCharacters) {
    std::vector<Condition> conditions;
    Condition long_one = ready("True");
    long_one.message = std::string(32767, 'x') + "\xC3\xA9" + "tail";
    set_condition(conditions, long_one, {});
    EXPECT_EQ(conditions[0].message, std::string(32767, 'x'));
}

TEST(Condition, WhatIsNoConditionIsSkipped) {
    EXPECT_TRUE(parse_conditions(json(3)).empty());
    const auto read = parse_conditions(json::parse(
        R"([1,{},{"type":"A"},{"type":"B","status":"True","lastTransitionTime":"never","observedGeneration":"x"}])"));
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].type, "B");
}

}  // namespace
}  // namespace kube::test
