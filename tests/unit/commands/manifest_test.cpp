#include "controller/commands/manifest.h"

#include <gtest/gtest.h>

#include "controller/kube/yaml_guard.h"
#include "reconcilers/provisioning_key/drift.h"
#include "reconcilers/provisioning_key/validation.h"

namespace {

using commands::Catalogue;
using commands::Destination;
using commands::ListedKey;
using commands::make_manifest;
using commands::Manifest;
using nlohmann::json;
using zpa::AssociationType;

const Destination kHere{{"connectors", "default"}, "", ""};
const Catalogue kCatalogue{
    {{AssociationType::ConnectorGroup, {{"11", "Berlin", ""}, {"12", "Paris", ""}, {"13", "PARIS", ""}}}},
    {{"21", "Connector", true}, {"22", "Own", true}}};

ListedKey blue() {
    ListedKey out;
    auto& key = out.key;
    key.id = "4001";
    key.name = "blue";
    key.max_usage = 10;
    key.usage_count = 3;
    key.group_id = "11";
    key.group_name = "Berlin";
    key.enrollment_cert_id = "21";
    key.enrollment_cert_name = "Connector";
    key.value_fingerprint = "sha256:0123456789abcdef";
    return out;
}

json spec_of(const ListedKey& listed, const Destination& destination = kHere, const std::string& name = "blue") {
    return make_manifest(listed, name, kCatalogue, destination).object.at("spec");
}

std::string remark_of(const ListedKey& listed) {
    const auto remarks = make_manifest(listed, "blue", kCatalogue, kHere).remarks;
    return remarks.empty() ? "" : remarks.front();
}

// What the operator would do about it.
std::vector<std::string> drift_of(const ListedKey& listed) {
    const auto manifest = make_manifest(listed, "blue", kCatalogue, kHere);
    const auto object = provisioning_key::parse_provisioning_key(manifest.object);
    EXPECT_EQ(provisioning_key::find_mistake(object), std::nullopt);
    const auto name = object.spec->name.empty() ? listed.key.name : object.spec->name;
    return provisioning_key::find_drift(*object.spec, name, {}, listed.key).fields;
}

}  // namespace

TEST(Manifest, OfAnOrdinaryKeySaysWhatItIsAndNoMore) {
    EXPECT_EQ(make_manifest(blue(), "blue", kCatalogue, kHere).object, json::parse(R"({
        "apiVersion": "zpa-operator.io/v1alpha1", "kind": "ProvisioningKey",
        "metadata": {"name": "blue", "namespace": "connectors"},
        "spec": {"adopt": {"id": "4001"}, "associationType": "CONNECTOR_GRP", "group": {"name": "Berlin"}, "maxUsage": 10}})"));
    EXPECT_EQ(remark_of(blue()), "");
}

TEST(Manifest, SaysFieldsThatDifferFromTheDefault) {
    auto listed = blue();
    listed.key.enabled = false;
    listed.key.exportable = false;
    listed.key.ip_acl = {"192.0.2.0/24", "2001:db8::1"};
    listed.key.ui_config = "{\"a\":1}";
    listed.microtenant_id = "77";
    const auto spec = spec_of(listed);
    EXPECT_EQ(spec.at("enabled"), false);
    EXPECT_EQ(spec.at("exportable"), false);
    EXPECT_EQ(spec.at("ipAcl"), json({"192.0.2.0/24", "2001:db8::1"}));
    EXPECT_EQ(spec.at("uiConfig"), "{\"a\":1}");
    EXPECT_EQ(spec.at("microtenantID"), "77");
    EXPECT_EQ(spec.at("group"), json({{"id", "11"}})) << "names count within a microtenant";
    EXPECT_TRUE(drift_of(listed).empty());
}

TEST(Manifest, TheTenantIsNamedWhereItIsNotTheDefaultOne) {
    EXPECT_FALSE(spec_of(blue()).contains("tenantRef"));
    EXPECT_EQ(spec_of(blue(), {{"connectors", "lab"}, "", ""}).at("tenantRef"), json({{"name", "lab"}}));
}

TEST(Manifest, TheNameIsSaidWhereTheObjectHasAnother) {
    EXPECT_FALSE(spec_of(blue()).contains("name"));
    EXPECT_EQ(spec_of(blue(), kHere, "blue-4001").at("name"), "blue");
    EXPECT_EQ(spec_of(blue(), {{"connectors", "default"}, "eu-", ""}).at("name"), "blue")
        << "the prefix would change it";
    auto odd = blue();
    odd.key.name = "blau & grün";
    EXPECT_FALSE(spec_of(odd).contains("name"));
    EXPECT_NE(remark_of(odd).find("name is left out"), std::string::npos);
    EXPECT_TRUE(drift_of(odd).empty());
}

TEST(Manifest, AGroupIsAnIdWhereItsNameDoesNotTell) {
    auto listed = blue();
    listed.key.group_id = "12";
    listed.key.group_name = "Paris";
    EXPECT_EQ(spec_of(listed).at("group"), json({{"id", "12"}})) << "two have that name";
    listed.key.group_name = "Rome";
    EXPECT_EQ(spec_of(listed).at("group"), json({{"id", "12"}})) << "the list has another name for it";
    listed.key.group_name = "";
    EXPECT_EQ(spec_of(listed).at("group"), json({{"id", "12"}}));
    EXPECT_EQ(make_manifest(blue(), "blue", {}, kHere).object.at("spec").at("group"), json({{"id", "11"}}))
        << "no list";
    listed.key.group_id = "";
    EXPECT_FALSE(spec_of(listed).contains("group"));
}

TEST(Manifest, TheCertificateIsSaidWhereItIsNotTheUsualOne) {
    EXPECT_FALSE(spec_of(blue()).contains("enrollmentCert"));
    auto listed = blue();
    listed.key.enrollment_cert_id = "22";
    listed.key.enrollment_cert_name = "Own";
    EXPECT_EQ(spec_of(listed).at("enrollmentCert"), json({{"name", "Own"}}));
    listed.type = AssociationType::ExporterGroup;
    EXPECT_EQ(spec_of(listed).at("group"), json({{"id", "11"}}));
    listed.key.enrollment_cert_id = "";
    EXPECT_FALSE(spec_of(listed).contains("group")) << "for this type the schema wants both";
}

TEST(Manifest, AUseThatASpecCannotSayIsLeftAlone) {
    auto listed = blue();
    listed.key.usage_count = 11;
    EXPECT_FALSE(spec_of(listed).contains("maxUsage"));
    EXPECT_NE(remark_of(listed).find("maxUsage is left out"), std::string::npos);
    EXPECT_TRUE(drift_of(listed).empty()) << "with it the operator would raise it to what is used";
    listed.key.usage_count = 0;
    listed.key.max_usage = 0;
    EXPECT_FALSE(spec_of(listed).contains("maxUsage"));
}

TEST(Manifest, ListsThatASpecCannotHoldAreLeftAlone) {
    auto listed = blue();
    listed.key.ip_acl = {"192.0.2.1", "192.0.2.1"};
    EXPECT_FALSE(spec_of(listed).contains("ipAcl"));
    EXPECT_TRUE(drift_of(listed).empty());
    listed.key.ip_acl = {"192.0.2.0/24", "192.0.2.1/24"};
    EXPECT_FALSE(spec_of(listed).contains("ipAcl")) << "one range in two forms";
    listed.key.ip_acl = {"everywhere"};
    EXPECT_FALSE(spec_of(listed).contains("ipAcl"));
    listed.key.ip_acl.clear();
    listed.key.ui_config = std::string(4097, 'x');
    EXPECT_FALSE(spec_of(listed).contains("uiConfig"));
}

TEST(Manifest, AKeyThatCannotBeManagedIsObserved) {
    auto listed = blue();
    listed.key.zscaler_managed = true;
    const auto spec = spec_of(listed);
    EXPECT_EQ(
        spec,
        json({{"adopt", {{"id", "4001"}}}, {"associationType", "CONNECTOR_GRP"}, {"managementPolicy", "Observe"}}));
    EXPECT_NE(remark_of(listed).find("observed only"), std::string::npos);
}

TEST(Manifest, AHiddenValueIsSaid) {
    auto listed = blue();
    listed.key.exportable = false;
    listed.key.value_fingerprint = "";
    EXPECT_NE(remark_of(listed).find("does not show its value"), std::string::npos);
}

TEST(Manifest, AKeyThatAnOperatorMayBeMakingIsSaid) {
    auto listed = blue();
    listed.key.name = "blue.abcdefghi1";
    EXPECT_NE(remark_of(listed).find("look whose key it is"), std::string::npos);
}

TEST(Manifest, AsTextIsYamlThatReadsAsWhatWentIn) {
    auto listed = blue();
    listed.key.name = "blue\n---\nkind: Secret";
    listed.key.group_name = "Ber\"lin: #1\n- x";
    Catalogue catalogue;
    catalogue.groups[AssociationType::ConnectorGroup] = {{"11", listed.key.group_name, ""}};
    const auto manifest = make_manifest(listed, "blue", catalogue, kHere);
    const auto text = to_text(manifest, listed);
    EXPECT_EQ(kube::yaml_to_json(text, "test"), manifest.object) << text;
    EXPECT_EQ(text.find("\n---"), std::string::npos) << "a name ends no document";
    EXPECT_EQ(text.find(listed.key.value_fingerprint), std::string::npos);
}
