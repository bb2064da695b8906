#include "reconcilers/secrets/secret_object.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using namespace secrets;

namespace {

const kube::ObjectKey kOwner{"net", "edge"};

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

TEST(SecretObject, AnAppliedOneIsFilledAndNamesWhoseItIs) {
    SecretSpec wanted;
    wanted.labels["team"] = "net";
    const kube::TextMap entries{{"provisionkey", "value"}};
    const auto applied = filled_secret(kOwner, wanted, place(), entries, "1/0/CONNECTOR_GRP/1/1");
    EXPECT_EQ(applied["metadata"]["uid"], "u1");
    EXPECT_EQ(applied["metadata"]["resourceVersion"], "7");
    EXPECT_FALSE(applied["metadata"].contains("ownerReferences"));
    const auto stored = as_stored(applied);
    EXPECT_EQ(stored.owner(), "net/edge");
    EXPECT_TRUE(is_filled(stored, kOwner, wanted, entries, "1/0/CONNECTOR_GRP/1/1"));
    EXPECT_FALSE(is_filled(stored, kOwner, wanted, {{"provisionkey", "other"}}, "1/0/CONNECTOR_GRP/1/1"));
    wanted.labels["team"] = "other";
    EXPECT_FALSE(is_filled(stored, kOwner, wanted, entries, "1/0/CONNECTOR_GRP/1/1"));
}

TEST(SecretObject, AnEmptyOneHoldsNothingButItsMarks) {
    const auto empty = empty_secret(kOwner, "edge", {});
    EXPECT_FALSE(empty.contains("data"));
    EXPECT_EQ(parse_owned_secret(empty).owner(), "net/edge");
    EXPECT_EQ(empty["metadata"]["labels"]["app.kubernetes.io/managed-by"], "zpa-operator");
}

TEST(SecretObject, AnEmptyOneHasTheLabelsAndAnnotationsThatAdmissionMayAskFor) {
    SecretSpec wanted;
    wanted.labels["team"] = "net";
    wanted.annotations["cost/centre"] = "7";
    const auto empty = empty_secret(kOwner, "edge", wanted);
    EXPECT_EQ(empty["metadata"]["labels"]["team"], "net");
    EXPECT_EQ(empty["metadata"]["annotations"]["cost/centre"], "7");
    EXPECT_EQ(parse_owned_secret(empty).owner(), "net/edge");
}

TEST(SecretObject, WhatABirthSetIsHandedOverToTheAppliesToTheLastField) {
    SecretSpec wanted;
    wanted.labels["team"] = "net";
    const auto patch = own_by_apply(empty_secret(kOwner, "edge", wanted), place());
    EXPECT_EQ(patch["metadata"]["resourceVersion"], "7");
    const auto& entry = patch["metadata"]["managedFields"][0];
    EXPECT_EQ(entry["operation"], "Apply");
    const auto& metadata = entry["fieldsV1"]["f:metadata"];
    EXPECT_TRUE(metadata["f:labels"].contains("f:team"));
    EXPECT_TRUE(metadata["f:labels"].contains("f:app.kubernetes.io/managed-by"));
    EXPECT_TRUE(metadata["f:annotations"].contains("f:zpa-operator.io/owner"));
}

// They carry all our labels and annotations.
TEST(SecretObject, APersonsCopyUnderAnyNameIsNotTakenForOurs) {
    auto stored = parse_owned_secret(filled_secret(kOwner, {}, place(), {{"a", "value"}}, ""));
    EXPECT_TRUE(is_filled_by_us(stored));
    for (int i = 0; i < 100; ++i) {
        stored.meta.name = "copy-" + std::to_string(i);
        EXPECT_FALSE(is_filled_by_us(stored)) << stored.meta.name.str();
    }
}
