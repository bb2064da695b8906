#include "controller/runtime/event_object.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/base/redaction.h"
#include "tests/fakes/kinds.h"

namespace {

using nlohmann::json;
using std::chrono::seconds;

const runtime::EventSource source{"example.io/operator", "pod-1"};

runtime::Occurrence occurrence() {
    return {{"example.io/v1", "Thing", {"ns", "a"}, "uid", "7"},
            runtime::EventType::Warning,
            "NameTaken",
            "Create",
            "text",
            base::WallTime(seconds(100))};
}

TEST(EventObject, CarriesWhatTheApiAsksFor) {
    const auto event = event_object(occurrence(), source, "a.1f", 1, {});
    EXPECT_EQ(event, json::parse(R"({
      "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "a.1f", "namespace": "ns"},
      "eventTime": "1970-01-01T00:01:40.000000Z", "type": "Warning", "reason": "NameTaken", "action": "Create",
      "note": "text", "reportingController": "example.io/operator", "reportingInstance": "pod-1",
      "regarding": {"apiVersion": "example.io/v1", "kind": "Thing", "namespace": "ns", "name": "a", "uid": "uid",
                    "resourceVersion": "7"}})"));
}

TEST(EventObject, ACountAboveOneIsASeries) {
    const auto event = event_object(occurrence(), source, "a.1f", 3, base::WallTime(seconds(160)));
    EXPECT_EQ(event["series"], json::parse(R"({"count": 3, "lastObservedTime": "1970-01-01T00:02:40.000000Z"})"));
    EXPECT_EQ(event["series"], runtime::series_patch(3, base::WallTime(seconds(160)))["series"]);
}

TEST(EventObject, ClusterScopedObjectsHaveTheirEventsInDefault) {
    auto about_a_node = occurrence();
    about_a_node.regarding.key = {"", "node-1"};
    const auto event = event_object(about_a_node, source, "node-1.1f", 1, {});
    EXPECT_EQ(event["metadata"]["namespace"], "default");
    EXPECT_FALSE(event["regarding"].contains("namespace"));
}

TEST(EventObject, NameIsTheObjectsWithTheTimeInHex) {
    EXPECT_EQ(runtime::event_name(occurrence().regarding, 255), "a.ff");
    auto long_name = occurrence().regarding;
    long_name.key.name = std::string(253, 'x');
    EXPECT_EQ(runtime::event_name(long_name, 0x1234).size(), 253U);
    EXPECT_TRUE(runtime::event_name(long_name, 0x1234).ends_with("x.1234"));
}

TEST(EventObject, TextsAreCutAtWholeCharacters) {
    auto wordy = occurrence();
    wordy.note = std::string(1023, 'n') + "\xC3\xA9";  // the last character begins at byte 1024 and would be halved
    wordy.reason = std::string(200, 'r');
    wordy.action = std::string(200, 'a');
    const auto cut = presentable(wordy);
    EXPECT_EQ(cut.note, std::string(1023, 'n'));
    EXPECT_EQ(cut.reason.size(), 128U);
    EXPECT_EQ(cut.action.size(), 128U);
}

TEST(EventObject, KnownSecretsAreReplaced) {
    const auto holder = base::redaction().add("a-secret-of-the-test");
    auto careless = occurrence();
    careless.note = "the value is a-secret-of-the-test!";
    EXPECT_EQ(presentable(careless).note.find("a-secret"), std::string::npos);
}

TEST(EventObject, AReferenceNamesKindObjectAndState) {
    kube::ObjectMeta meta;
    meta.namespace_name = "ns";
    meta.name = "a";
    meta.uid = "uid";
    meta.resource_version = "7";
    const auto reference = runtime::reference_to(kube::deployments(), meta);
    EXPECT_EQ(reference.api_version, "apps/v1");
    EXPECT_EQ(reference.kind, "Deployment");
    EXPECT_EQ(reference.key, (kube::ObjectKey{"ns", "a"}));
    EXPECT_EQ(reference.uid + reference.resource_version, "uid7");
}

TEST(EventObject, AnEmptyActionIsTheReason) {
    auto terse = occurrence();
    terse.action.clear();
    EXPECT_EQ(presentable(terse).action, "NameTaken");
}

}  // namespace
