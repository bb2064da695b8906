#include "reconcilers/provisioning_key/secret_content.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using namespace provisioning_key;

namespace {

const kube::ObjectKey kOwner{"net", "edge"};

SecretSpec spec() {
    SecretSpec out;
    out.name = "edge";
    return out;
}

OwnedSecret as_stored(const nlohmann::json& applied) {
    auto object = applied;
    object["metadata"]["labels"]["strangers"] = "stay";
    return parse_owned_secret(object);
}

kube::ObjectMeta place() {
    kube::ObjectMeta meta;
    meta.name = "edge";
    meta.namespace_name = "net";
    meta.uid = "u1";
    meta.resource_version = "7";
    return meta;
}

}  // namespace

TEST(SecretContent, TheTemplateKnowsValueIdAndName) {
    auto wanted = spec();
    wanted.entries["config"] = "key=$(value) id=$(id) name=$(name) cost=$$(value) $(other) $";
    const auto entries = secret_entries(wanted, "3|host|abc==", "58001", "edge-a");
    EXPECT_EQ(entries.at("provisionkey"), "3|host|abc==");
    EXPECT_EQ(entries.at("config"), "key=3|host|abc== id=58001 name=edge-a cost=$(value) $(other) $");
}

TEST(SecretContent, WhatTheValueContainsIsNotReplacedAgain) {
    auto wanted = spec();
    wanted.entries["x"] = "$(value)";
    EXPECT_EQ(secret_entries(wanted, "$(id)", "58001", "n").at("x"), "$(id)");
}

TEST(SecretContent, AnAppliedOneIsFilledAndNamesWhoseItIs) {
    auto wanted = spec();
    wanted.labels["team"] = "net";
    const auto entries = secret_entries(wanted, "value", "1", "n");
    const auto applied = filled_secret(kOwner, wanted, place(), entries, "1/0/CONNECTOR_GRP/1/1");
    EXPECT_EQ(applied["metadata"]["uid"], "u1");
    EXPECT_EQ(applied["metadata"]["resourceVersion"], "7");
    EXPECT_FALSE(applied["metadata"].contains("ownerReferences"));
    const auto stored = as_stored(applied);
    EXPECT_EQ(stored.owner(), "net/edge");
    EXPECT_TRUE(is_filled(stored, kOwner, wanted, entries, "1/0/CONNECTOR_GRP/1/1"));
    EXPECT_FALSE(is_filled(stored, kOwner, wanted, secret_entries(wanted, "other", "1", "n"), "1/0/CONNECTOR_GRP/1/1"));
    wanted.labels["team"] = "other";
    EXPECT_FALSE(is_filled(stored, kOwner, wanted, entries, "1/0/CONNECTOR_GRP/1/1"));
}

TEST(SecretContent, AnEmptyOneHoldsNothingButItsMarks) {
    const auto empty = empty_secret(kOwner, spec());
    EXPECT_FALSE(empty.contains("data"));
    EXPECT_EQ(parse_owned_secret(empty).owner(), "net/edge");
    EXPECT_EQ(empty["metadata"]["labels"]["app.kubernetes.io/managed-by"], "zpa-operator");
}
