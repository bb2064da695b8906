#include "reconcilers/provisioning_key/secret_content.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "reconcilers/zpa/models.h"

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

// A value longer than ZPA's must not multiply without end.
TEST(SecretContent, TheTemplateNeverGrowsBeyondASecret) {
    auto wanted = spec();
    std::string text;
    for (int i = 0; i < 50; ++i) text += "$(value)";
    for (const auto* entry : {"a", "b"}) wanted.entries[entry] = text;
    EXPECT_EQ(rendered_size(wanted), 100U * 1024);
    EXPECT_NO_THROW(secret_entries(wanted, std::string(429, 'v'), "1", "n"));
    EXPECT_THROW(secret_entries(wanted, std::string(16 * 1024, 'v'), "1", "n"), base::Error);
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

TEST(SecretContent, AnEmptyOneHasTheLabelsAndAnnotationsThatAdmissionMayAskFor) {
    auto wanted = spec();
    wanted.labels["team"] = "net";
    wanted.annotations["cost/centre"] = "7";
    const auto empty = empty_secret(kOwner, wanted);
    EXPECT_EQ(empty["metadata"]["labels"]["team"], "net");
    EXPECT_EQ(empty["metadata"]["annotations"]["cost/centre"], "7");
    EXPECT_EQ(parse_owned_secret(empty).owner(), "net/edge");
}

TEST(SecretContent, WhatABirthSetIsHandedOverToTheAppliesToTheLastField) {
    auto wanted = spec();
    wanted.labels["team"] = "net";
    const auto patch = own_by_apply(empty_secret(kOwner, wanted), place());
    EXPECT_EQ(patch["metadata"]["resourceVersion"], "7");
    const auto& entry = patch["metadata"]["managedFields"][0];
    EXPECT_EQ(entry["operation"], "Apply");
    const auto& metadata = entry["fieldsV1"]["f:metadata"];
    EXPECT_TRUE(metadata["f:labels"].contains("f:team"));
    EXPECT_TRUE(metadata["f:labels"].contains("f:app.kubernetes.io/managed-by"));
    EXPECT_TRUE(metadata["f:annotations"].contains("f:zpa-operator.io/owner"));
}

TEST(SecretContent, AValueThatAPersonBringsMustLookLikeOne) {
    EXPECT_EQ(plausible_value("3|api.private.zscaler.com|QUFB-216190000000000777"),
              "3|api.private.zscaler.com|QUFB-216190000000000777");
    EXPECT_EQ(plausible_value("3|host|text\n"), "3|host|text");
    EXPECT_EQ(plausible_value("3|host|a|b"), "3|host|a|b");
    for (const auto* text : {"", "value", "3|host", "3|host|", "3||text", "|host|text", "x|host|text",
                             "3|host|two words", "3|ho st|x", "3|host|text\nmore"}) {
        EXPECT_FALSE(plausible_value(text)) << text;
    }
}

TEST(SecretContent, ATextIsFoundWhateverItsEntry) {
    auto stored = parse_owned_secret(filled_secret(kOwner, spec(), place(), {{"a", "other"}, {"b", "value"}}, ""));
    for (const auto* likely : {"a", "b", "c"}) {
        const auto* found = find_text(stored, zpa::fingerprint("value"), likely);
        ASSERT_NE(found, nullptr) << likely;
        EXPECT_EQ(*found, "value");
        EXPECT_EQ(find_text(stored, zpa::fingerprint("lost"), likely), nullptr);
        EXPECT_EQ(find_text(stored, "", likely), nullptr);
    }
}

TEST(SecretContent, AnEmptyTextIsNoValueWhateverIsOnRecord) {
    const auto stored = parse_owned_secret(filled_secret(kOwner, spec(), place(), {{"a", ""}}, ""));
    for (const auto* likely : {"a", "b"}) EXPECT_EQ(find_text(stored, zpa::fingerprint(""), likely), nullptr) << likely;
}

// They carry all our labels and annotations.
TEST(SecretContent, APersonsCopyUnderAnyNameIsNotTakenForOurs) {
    auto wanted = spec();
    auto where = place();
    wanted.name = where.name;
    auto stored = parse_owned_secret(filled_secret(kOwner, wanted, where, {{"a", "value"}}, ""));
    EXPECT_TRUE(is_filled_by_us(stored));
    for (int i = 0; i < 100; ++i) {
        stored.meta.name = "copy-" + std::to_string(i);
        EXPECT_FALSE(is_filled_by_us(stored)) << stored.meta.name;
    }
}
