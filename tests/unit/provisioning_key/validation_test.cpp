#include "reconcilers/provisioning_key/validation.h"

#include "reconcilers/provisioning_key/ip_address.h"

#include <gtest/gtest.h>

#include "tests/schema/key_mistakes.h"
#include "tests/schema/secret_mistakes.h"

using namespace provisioning_key;
using nlohmann::json;
using schema::Mistake;

namespace {

ProvisioningKey object(const json& spec = json::object(), const std::string& name = "blue") {
    json whole = {{"associationType", "CONNECTOR_GRP"}, {"group", {{"name", "edge"}}}, {"maxUsage", 5}};
    whole.merge_patch(spec);
    return parse_provisioning_key({{"metadata", {{"name", name}, {"namespace", "net"}}}, {"spec", whole}});
}

void expect_mistake(const std::optional<std::string>& mistake, const std::string& words) {
    ASSERT_TRUE(mistake) << words;
    EXPECT_NE(mistake->find(words), std::string::npos) << *mistake;
}

}  // namespace

// The same examples as the API server refuses (tests/scenario/spec_test.cpp).
class SchemaRule : public ::testing::TestWithParam<Mistake> {};

TEST_P(SchemaRule, IsCheckedAgain) {
    const auto& mistake = GetParam();
    expect_mistake(find_mistake(object(mistake.spec, mistake.object_name)), mistake.operator_says);
}

INSTANTIATE_TEST_SUITE_P(OfTheKey, SchemaRule, ::testing::ValuesIn(schema::key_mistakes()),
                         [](const auto& test) { return test.param.name; });
INSTANTIATE_TEST_SUITE_P(OfTheSecret, SchemaRule, ::testing::ValuesIn(schema::secret_mistakes()),
                         [](const auto& test) { return test.param.name; });

TEST(SpecMistakes, AGoodSpecHasNone) {
    EXPECT_EQ(find_mistake(object()), std::nullopt);
    EXPECT_EQ(find_mistake(object({{"name", "Blue 1 (of_two)"}})).has_value(), true);
    const json all = {{"name", "Blue 1"},
                      {"tenantRef", {{"name", "zpa.acme"}, {"namespace", "net-1"}}},
                      {"enrollmentCert", {{"name", "Zertifikat f\u00fcr M\u00fcnchen"}}},
                      {"ipAcl", {"192.0.2.0/24", "2001:db8::/32"}},
                      {"uiConfig", ""},
                      {"microtenantID", "216190000000000888"},
                      {"deletionPolicy", "Retire"},
                      {"driftPolicy", "Report"},
                      {"usage", {{"warnAt", 100}}},
                      {"secret",
                       {{"name", "edge.secret-1"},
                        {"key", ".key_1"},
                        {"labels", {{"example.com/team", ""}, {"tier", "a.b-c_D"}}},
                        {"annotations", {{"Example.COM/note", "any text at all"}}},
                        {"template", {{"ENV", "$(value)"}}}}}};
    EXPECT_EQ(find_mistake(object(all)), std::nullopt);
}

TEST(SpecMistakes, WhatIsNeededForACreationIsNotDemandedOfAKeyThatExists) {
    const json nothing = {{"maxUsage", nullptr}, {"group", nullptr}};
    auto adopted = nothing, observed = nothing;
    adopted["adopt"] = {{"id", "58001"}};
    observed["managementPolicy"] = "Observe";
    EXPECT_EQ(find_mistake(object(adopted)), std::nullopt);
    EXPECT_EQ(find_mistake(object(observed)), std::nullopt);
    observed["adopt"] = {{"id", "58001"}};
    EXPECT_EQ(find_mistake(object(observed)), std::nullopt);
}

TEST(SpecMistakes, TypesWithoutListsAreContentWithIds) {
    const json exporter = {{"associationType", "EXPORTER_GRP"},
                           {"group", {{"id", "7"}, {"name", nullptr}}},
                           {"enrollmentCert", {{"id", "8"}}}};
    EXPECT_EQ(find_mistake(object(exporter)), std::nullopt);
}

TEST(SpecMistakes, AddressesAreCheckedToTheLastDigit) {
    expect_mistake(find_mistake(object({{"ipAcl", {"192.0.2.0/24", "192.0.2.300"}}})), "spec.ipAcl \"192.0.2.300\"");
    expect_mistake(find_mistake(object({{"ipAcl", {"192.0.2.0/33"}}})), "spec.ipAcl \"192.0.2.0/33\"");
}

// Told before a key is made: a Secret that is too large could never take its value.
TEST(SpecMistakes, ATemplateIsMeasuredAsItWillBe) {
    const auto repeated = [](const std::string& text, int times) {
        std::string out;
        for (int i = 0; i < times; ++i) out += text;
        return out;
    };
    const auto with = [](json texts) { return object({{"secret", {{"template", std::move(texts)}}}}); };
    const auto many = repeated("$(value)", 200);
    EXPECT_EQ(find_mistake(with({{"a", many}, {"b", many}})), std::nullopt);
    expect_mistake(find_mistake(with({{"a", many}, {"b", many}, {"c", many}})),
                   "spec.secret.template would fill 600 KiB");
    const auto three = repeated("$(value)", 1500);
    expect_mistake(find_mistake(with({{"a", three}, {"b", three}, {"c", three}})),
                   "spec.secret.template would fill 4500 KiB");
    EXPECT_EQ(find_mistake(with({{"a", repeated("$$(value)", 1500)}})), std::nullopt)
        << "no placeholder, only a dollar sign";
}

TEST(SpecMistakes, AnAddressIsNoLongerThanTheSchemaHasIt) {
    const auto padded = [](std::size_t zeros) { return "10.0.0.1/" + std::string(zeros, '0') + "32"; };
    EXPECT_EQ(find_mistake(object({{"ipAcl", {padded(38)}}})), std::nullopt) << "49 characters";
    expect_mistake(find_mistake(object({{"ipAcl", {padded(39)}}})), "spec.ipAcl \"10.0.0.1/000");
}

TEST(SpecMistakes, OneAddressInTwoFormsIsThereTwice) {
    expect_mistake(find_mistake(object({{"ipAcl", {"10.0.0.1", "10.0.0.1/32"}}})),
                   "spec.ipAcl \"10.0.0.1/32\" is there twice");
    expect_mistake(find_mistake(object({{"ipAcl", {"192.0.2.0/24", "192.0.2.1/24"}}})),
                   "spec.ipAcl \"192.0.2.1/24\" is there twice");
    EXPECT_EQ(find_mistake(object({{"ipAcl", {"192.0.2.0/24", "192.0.2.0/25"}}})), std::nullopt);
}

TEST(SpecMistakes, WhatNoTypedFormCanHoldIsNamed) {
    expect_mistake(find_mistake(object({{"maxUsage", "5"}})), "spec.maxUsage must be a whole number");
    expect_mistake(find_mistake(object({{"exportable", "false"}})), "spec.exportable must be true or false");
    expect_mistake(find_mistake(object({{"deletionPolicy", 1}})), "spec.deletionPolicy must be a text");
    expect_mistake(find_mistake(object({{"ipAcl", {1}}})), "spec.ipAcl must be a list of texts");
    expect_mistake(find_mistake(object({{"secret", {{"labels", {{"a", 1}}}}}})),
                   "spec.secret.labels must be a map of texts");
    expect_mistake(find_mistake(object({{"adopt", "me"}})), "spec.adopt must be an object");
}

// Read as whatever does the least, should anybody act on it before it is found.
TEST(SpecMistakes, UnknownPoliciesNeverDeleteOrChangeAnything) {
    EXPECT_EQ(object({{"deletionPolicy", "Forget"}}).spec->deletion_policy, DeletionPolicy::Retain);
    EXPECT_EQ(object({{"managementPolicy", "Own"}}).spec->management_policy, ManagementPolicy::Observe);
    EXPECT_EQ(object({{"driftPolicy", "Ignore"}}).spec->drift_policy, DriftPolicy::Report);
    expect_mistake(find_mistake_in_deletion(object({{"deletionPolicy", "Forget"}})), "spec.deletionPolicy \"Forget\"");
    expect_mistake(find_mistake_in_deletion(object({{"managementPolicy", "Own"}})), "spec.managementPolicy \"Own\"");
}

TEST(SpecMistakes, WhatIsImmutableIsHeldAgainstTheRecord) {
    auto one = object();
    one.status.identity = {"1", "", "SERVICE_EDGE_GRP", "58001", 1};
    expect_mistake(find_mistake(one),
                   "spec.associationType \"CONNECTOR_GRP\" is immutable and was \"SERVICE_EDGE_GRP\"");
    expect_mistake(find_mistake_in_deletion(one), "spec.associationType");
    auto retained = *one.spec;
    retained.deletion_policy = DeletionPolicy::Retain;
    one.spec = retained;
    EXPECT_EQ(find_mistake_in_deletion(one), std::nullopt) << "ZPA is not asked";

    auto other = object({{"microtenantID", "7"}});
    other.status.creation = CreationMark{"n", "b.n", "b", "1", "8", "CONNECTOR_GRP", ""};
    expect_mistake(find_mistake(other), "spec.microtenantID \"7\" is immutable and was \"8\"");
    expect_mistake(find_mistake_in_deletion(other), "spec.microtenantID");
    auto of_tenant = *other.spec;
    of_tenant.microtenant_id = "";
    other.spec = of_tenant;
    EXPECT_EQ(find_mistake(other), std::nullopt) << "the tenant's own may well be 8";
}

TEST(SpecMistakes, ADeletionIsNotHeldUpByWhatItDoesNotNeed) {
    EXPECT_EQ(find_mistake_in_deletion(object({{"ipAcl", {"192.0.2.300"}}})), std::nullopt);
    EXPECT_EQ(find_mistake_in_deletion(object({{"maxUsage", nullptr}})), std::nullopt);
    EXPECT_EQ(find_mistake_in_deletion(object({{"uiConfig", 5}})), std::nullopt);
}

TEST(SpecMistakes, ADefaultNameIsMeasuredWithItsPrefix) {
    EXPECT_EQ(find_mistake_in_name(std::string(220, 'x')), std::nullopt);
    expect_mistake(find_mistake_in_name(std::string(221, 'x')), "221 characters");
}

TEST(Address, HasOneFormHoweverItIsWritten) {
    EXPECT_EQ(canonical_address("2001:DB8::0:1"), "2001:db8::1");
    EXPECT_EQ(canonical_address("10.0.0.1/32"), "10.0.0.1");
    EXPECT_EQ(canonical_address("10.0.0.0/8"), "10.0.0.0/8");
    EXPECT_EQ(canonical_address("10.1.2.3/8"), "10.0.0.0/8");
    EXPECT_EQ(canonical_address("192.0.2.255/25"), "192.0.2.128/25");
    EXPECT_EQ(canonical_address("192.0.2.1/0"), "0.0.0.0/0");
    EXPECT_EQ(canonical_address("2001:db8::1:2:3/33"), "2001:db8::/33");
    EXPECT_EQ(canonical_address("2001:db8::1/128"), "2001:db8::1");
    EXPECT_FALSE(canonical_address("10.0.0/8"));
    EXPECT_FALSE(canonical_address("10.0.0.0/"));
    EXPECT_FALSE(canonical_address("10.0.0.0/8x"));
    EXPECT_FALSE(canonical_address("host"));
    EXPECT_FALSE(canonical_address("10.0.0.0/-0"));
    EXPECT_FALSE(canonical_address(std::string("10.0.0.1\0 and more", 17)));
}
