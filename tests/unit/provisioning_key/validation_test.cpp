#include "reconcilers/provisioning_key/validation.h"

#include <gtest/gtest.h>

using provisioning_key::canonical_address;
using provisioning_key::find_mistake;
using provisioning_key::Reference;
using provisioning_key::Spec;

namespace {

Spec good() {
    Spec spec;
    spec.association_type_text = "CONNECTOR_GRP";
    spec.association_type = zpa::AssociationType::ConnectorGroup;
    spec.max_usage = 3;
    spec.group = Reference{"", "edge"};
    return spec;
}

void expect_mistake(const Spec& spec, const std::string& words) {
    const auto mistake = find_mistake(spec);
    ASSERT_TRUE(mistake) << words;
    EXPECT_NE(mistake->find(words), std::string::npos) << *mistake;
}

}  // namespace

TEST(SpecMistakes, AGoodSpecHasNone) { EXPECT_EQ(find_mistake(good()), std::nullopt); }

TEST(SpecMistakes, AnUnknownAssociationTypeIsNamed) {
    auto spec = good();
    spec.association_type.reset();
    spec.association_type_text = "OTHER";
    expect_mistake(spec, "spec.associationType \"OTHER\"");
}

TEST(SpecMistakes, WhatACreationNeedsIsDemanded) {
    auto spec = good();
    spec.max_usage.reset();
    expect_mistake(spec, "spec.maxUsage is required");
    spec = good();
    spec.group.reset();
    expect_mistake(spec, "spec.group is required");
    spec.adopt = provisioning_key::Adopt{"58001", false};
    EXPECT_EQ(find_mistake(spec), std::nullopt);
    spec.adopt.reset();
    spec.management_policy = provisioning_key::ManagementPolicy::Observe;
    EXPECT_EQ(find_mistake(spec), std::nullopt);
}

TEST(SpecMistakes, ReferencesHaveExactlyOneOfIdAndName) {
    auto spec = good();
    spec.group = Reference{"7", "edge"};
    expect_mistake(spec, "spec.group: exactly one");
    spec.group = Reference{"seven", ""};
    expect_mistake(spec, "spec.group.id \"seven\"");
}

TEST(SpecMistakes, TypesWithoutListsNeedIds) {
    auto spec = good();
    spec.association_type_text = "EXPORTER_GRP";
    spec.association_type = zpa::AssociationType::ExporterGroup;
    expect_mistake(spec, "give group.id");
    spec.group = Reference{"7", ""};
    expect_mistake(spec, "spec.enrollmentCert is required");
    spec.enrollment_cert = Reference{"8", ""};
    EXPECT_EQ(find_mistake(spec), std::nullopt);
}

TEST(SpecMistakes, AddressesAreCheckedToTheLastDigit) {
    auto spec = good();
    spec.ip_acl = {"192.0.2.0/24", "192.0.2.300"};
    expect_mistake(spec, "spec.ipAcl \"192.0.2.300\"");
    spec.ip_acl = {"192.0.2.0/33"};
    expect_mistake(spec, "spec.ipAcl \"192.0.2.0/33\"");
}

TEST(SpecMistakes, TheTemplateLeavesTheValueItsPlace) {
    auto spec = good();
    spec.secret.entries["provisionkey"] = "x";
    expect_mistake(spec, "spec.secret.template");
}

TEST(Address, HasOneFormHoweverItIsWritten) {
    EXPECT_EQ(canonical_address("2001:DB8::0:1"), "2001:db8::1");
    EXPECT_EQ(canonical_address("10.0.0.1/32"), "10.0.0.1");
    EXPECT_EQ(canonical_address("10.0.0.0/8"), "10.0.0.0/8");
    EXPECT_FALSE(canonical_address("10.0.0/8"));
    EXPECT_FALSE(canonical_address("10.0.0.0/"));
    EXPECT_FALSE(canonical_address("10.0.0.0/8x"));
    EXPECT_FALSE(canonical_address("host"));
}
