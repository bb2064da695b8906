#include "reconcilers/secrets/owned_secret.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "reconcilers/secrets/empty_places.h"
#include "reconcilers/secrets/secret_object.h"
#include "reconcilers/zpa/fingerprint.h"

using namespace secrets;

namespace {

OwnedSecret holding(const kube::TextMap& data) {
    OwnedSecret out;
    out.data = data;
    return out;
}

constexpr std::size_t kKiB = 1024;
const kube::ObjectKey kOwner{"net", "edge"};

nlohmann::json secret_with(const kube::TextMap& data, const std::string& owner = "net/edge") {
    nlohmann::json out = {
        {"metadata", {{"name", "edge"}, {"namespace", "net"}, {"uid", "u1"}, {"resourceVersion", "7"}}},
        {"data", nlohmann::json::object()}};
    out["metadata"]["labels"] = {{common::kManagedByLabel, common::kManagedByValue}};
    if (!owner.empty()) out["metadata"]["annotations"] = {{common::kOwnerAnnotation, owner}};
    for (const auto& [entry, text] : data) out["data"][entry.str()] = kube::base64_encode(text);
    return out;
}

}  // namespace

TEST(OwnedSecretTest, ATextIsFoundWhateverItsEntry) {
    const auto stored = holding({{"a", "other"}, {"b", "value"}});
    for (const auto* likely : {"a", "b", "c"}) {
        EXPECT_EQ(find_text(stored, zpa::fingerprint("value"), likely), "value") << likely;
        EXPECT_EQ(find_text(stored, zpa::fingerprint("lost"), likely), std::nullopt);
        EXPECT_EQ(find_text(stored, "", likely), std::nullopt);
    }
}

TEST(OwnedSecretTest, AnEmptyTextIsNoValueWhateverIsOnRecord) {
    const auto stored = holding({{"a", ""}});
    for (const auto* likely : {"a", "b"}) EXPECT_FALSE(find_text(stored, zpa::fingerprint(""), likely)) << likely;
}

// Whoever may create Secrets may label them like ours.
TEST(WatchedSecret, OfOneThatNamesNoOwnerOnlyTheNameIsKept) {
    for (const auto* owner : {"", "edge", "elsewhere/edge"}) {
        const auto watched = parse_watched_secret(secret_with({{"provisionkey", "value"}}, owner));
        EXPECT_EQ(watched.meta.key(), (kube::ObjectKey{"net", "edge"})) << owner;
        EXPECT_EQ(watched.meta.resource_version, "7") << owner;
        EXPECT_TRUE(watched.data.empty()) << owner;
        EXPECT_TRUE(watched.meta.labels->empty()) << owner;
        EXPECT_TRUE(watched.meta.annotations.empty()) << owner;
        EXPECT_FALSE(watched.holds_nothing()) << owner;
        EXPECT_FALSE(is_empty_place(watched)) << owner;
    }
}

TEST(WatchedSecret, TheLargestOfOursIsKeptWhole) {
    kube::TextMap data{{"provisionkey", std::string(16 * kKiB, 'v')}};
    for (int i = 0; i < 32; ++i) data["template-" + std::to_string(i)] = std::string(16 * kKiB, 't');
    const auto watched = parse_watched_secret(secret_with(data));
    EXPECT_EQ(watched.data, data);
    EXPECT_FALSE(watched.has_more);
    EXPECT_FALSE(is_empty_place(watched));
}

TEST(WatchedSecret, OfALargerOneTheShortestTextsAreKept) {
    const auto watched = parse_watched_secret(secret_with(
        {{"a", std::string(400 * kKiB, 'a')}, {"b", std::string(200 * kKiB, 'b')}, {"provisionkey", "value"}}));
    EXPECT_EQ(watched.data, (kube::TextMap{{"b", std::string(200 * kKiB, 'b')}, {"provisionkey", "value"}}));
    EXPECT_TRUE(watched.has_more);
    EXPECT_TRUE(find_text(watched, zpa::fingerprint("value"), "provisionkey"));
}

TEST(WatchedSecret, OfOneWithManyEntriesNoMoreAreKeptThanOursHave) {
    kube::TextMap data;
    for (int i = 0; i < 1000; ++i) data["entry-" + std::to_string(i)] = "longer than the value";
    data["provisionkey"] = "value";
    const auto watched = parse_watched_secret(secret_with(data));
    EXPECT_EQ(watched.data.size(), 64U);
    EXPECT_EQ(watched.data.find("provisionkey"), "value");
    EXPECT_TRUE(watched.has_more);
}

// Empty places are filled, and deleted.
TEST(WatchedSecret, WhatIsNotKeptMakesNoEmptyPlace) {
    const auto large = secret_with({{"provisionkey", std::string(600 * kKiB, 'v')}});
    const auto watched = parse_watched_secret(large);
    EXPECT_TRUE(watched.data.empty());
    EXPECT_FALSE(watched.holds_nothing());
    EXPECT_FALSE(is_empty_place(watched));
    EXPECT_TRUE(is_empty_place(parse_watched_secret(secret_with({}))));
}

TEST(WatchedSecret, WhatIsNotKeptIsNotFilledUntilItIsReadWhole) {
    const SecretSpec spec;
    kube::ObjectMeta place;
    place.name = "edge";
    place.namespace_name = "net";
    const kube::TextMap entries{{"provisionkey", "value"}, {"large", std::string(600 * kKiB, 'l')}};
    const auto object = filled_secret(kOwner, spec, place, entries, "");
    EXPECT_FALSE(is_filled(parse_watched_secret(object), kOwner, spec, entries, ""));
    EXPECT_TRUE(is_filled(parse_owned_secret(object), kOwner, spec, entries, ""));
}
