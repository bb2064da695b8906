#pragma once

#include <vector>

#include "tests/schema/mistake.h"

namespace schema {

// What a ProvisioningKey may not say about its key.
inline std::vector<Mistake> key_mistakes() {
    using json = nlohmann::json;
    const std::string one_of_two = "exactly one of id and name is needed";
    json addresses;
    for (int i = 0; i <= 256; ++i) addresses.push_back("2001:db8::" + std::to_string(i));
    const json exporter = {{"associationType", "EXPORTER_GRP"}};
    auto no_certificate = exporter, named_group = exporter;
    no_certificate["group"] = {{"id", "1"}, {"name", nullptr}};
    named_group["enrollmentCert"] = {{"id", "1"}};
    const auto group = [](json reference) { return json{{"group", std::move(reference)}}; };
    const auto certificate = [](json reference) { return json{{"enrollmentCert", std::move(reference)}}; };
    const auto tenant = [](json reference) { return json{{"tenantRef", std::move(reference)}}; };
    const auto adopt = [](json what) { return json{{"adopt", std::move(what)}}; };
    const auto id = [](std::string text) { return json{{"id", std::move(text)}, {"name", nullptr}}; };
    const std::string digits(21, '7');
    return {
        {"metadata.name maxLength", "ObjectNameTooLong", json::object(), "metadata.name",
         "metadata.name has 201 characters", long_text(201)},
        {"spec required", "SpecMissing", json(nullptr), "spec: Invalid value", "spec.associationType is required"},
        {"spec.associationType required",
         "AssociationTypeMissing",
         {{"associationType", nullptr}},
         "spec.associationType",
         "spec.associationType is required"},
        {"spec.associationType enum",
         "UnknownAssociationType",
         {{"associationType", "GATEWAY_GRP"}},
         "spec.associationType",
         "spec.associationType \"GATEWAY_GRP\" is not known"},
        {"spec.tenantRef.name minLength", "TenantNameEmpty", tenant({{"name", ""}}), "spec.tenantRef.name",
         "spec.tenantRef.name is empty"},
        {"spec.tenantRef.name maxLength", "TenantNameTooLong", tenant({{"name", long_text(254)}}),
         "spec.tenantRef.name", "spec.tenantRef.name \"xxx"},
        {"spec.tenantRef.name pattern", "TenantNameNoName", tenant({{"name", "A B"}}), "spec.tenantRef.name",
         "spec.tenantRef.name \"A B\""},
        {"spec.tenantRef.namespace minLength", "TenantNamespaceEmpty", tenant({{"namespace", ""}}),
         "spec.tenantRef.namespace", "spec.tenantRef.namespace is empty"},
        {"spec.tenantRef.namespace maxLength", "TenantNamespaceTooLong", tenant({{"namespace", long_text(64)}}),
         "spec.tenantRef.namespace", "spec.tenantRef.namespace \"xxx"},
        {"spec.tenantRef.namespace pattern", "TenantNamespaceNoName", tenant({{"namespace", "a.b"}}),
         "spec.tenantRef.namespace", "spec.tenantRef.namespace \"a.b\""},
        {"spec.name minLength", "NameEmpty", {{"name", ""}}, "spec.name", "spec.name is empty"},
        {"spec.name maxLength", "NameTooLong", {{"name", long_text(221)}}, "spec.name", "spec.name has 221 characters"},
        {"spec.name pattern",
         "NameWithForeignCharacters",
         {{"name", "blue/green"}},
         "spec.name",
         "spec.name \"blue/green\""},
        {"spec.name pattern", "NameEndsWithASpace", {{"name", "blue "}}, "spec.name", "spec.name \"blue \""},
        {"spec.maxUsage minimum",
         "MaxUsageZero",
         {{"maxUsage", 0}},
         "spec.maxUsage",
         "spec.maxUsage 0 must be between"},
        {"spec.maxUsage maximum",
         "MaxUsageTooBig",
         {{"maxUsage", 2147483648}},
         "spec.maxUsage",
         "spec.maxUsage 2147483648"},
        {"spec: maxUsage is required, except with managementPolicy Observe or adopt.id",
         "MaxUsageMissing",
         {{"maxUsage", nullptr}},
         "maxUsage is required",
         "spec.maxUsage is required"},
        {"spec: group is required, except with managementPolicy Observe or adopt.id",
         "GroupMissing",
         {{"group", nullptr}},
         "group is required",
         "spec.group is required"},
        {"spec.group: exactly one of id and name is needed", "GroupWithIdAndName", group({{"id", "1"}, {"name", "x"}}),
         one_of_two, "spec.group: " + one_of_two},
        {"spec.group: exactly one of id and name is needed", "GroupEmpty", group({{"name", nullptr}}), one_of_two,
         "spec.group: " + one_of_two},
        {"spec.group.id pattern", "GroupIdNoNumber", group(id("abc")), "spec.group.id", "spec.group.id \"abc\""},
        {"spec.group.id maxLength", "GroupIdTooLong", group(id(digits)), "spec.group.id", "spec.group.id \"777"},
        {"spec.group.name minLength", "GroupNameEmpty", group({{"name", ""}}), "spec.group.name",
         "spec.group.name is empty"},
        {"spec.group.name maxLength", "GroupNameTooLong", group({{"name", long_text(257)}}), "spec.group.name",
         "spec.group.name \"xxx"},
        {"spec: for this associationType the API has no list of groups, give group.id", "GroupByNameWhereThereIsNoList",
         named_group, "give group.id", "give group.id"},
        {"spec: for this associationType there is no default certificate, give enrollmentCert", "NoDefaultCertificate",
         no_certificate, "there is no default certificate", "spec.enrollmentCert is required"},
        {"spec.enrollmentCert: exactly one of id and name is needed", "CertificateWithIdAndName",
         certificate({{"id", "1"}, {"name", "x"}}), one_of_two, "spec.enrollmentCert: " + one_of_two},
        {"spec.enrollmentCert.id pattern", "CertificateIdNoNumber", certificate({{"id", "x1"}}),
         "spec.enrollmentCert.id", "spec.enrollmentCert.id \"x1\""},
        {"spec.enrollmentCert.id maxLength", "CertificateIdTooLong", certificate({{"id", digits}}),
         "spec.enrollmentCert.id", "spec.enrollmentCert.id \"777"},
        {"spec.enrollmentCert.name minLength", "CertificateNameEmpty", certificate({{"name", ""}}),
         "spec.enrollmentCert.name", "spec.enrollmentCert.name is empty"},
        {"spec.enrollmentCert.name maxLength", "CertificateNameTooLong", certificate({{"name", long_text(257)}}),
         "spec.enrollmentCert.name", "spec.enrollmentCert.name \"xxx"},
        {"spec.ipAcl maxItems", "IpAclTooLong", {{"ipAcl", addresses}}, "spec.ipAcl", "spec.ipAcl has 257 items"},
        {"spec.ipAcl set", "IpAclTwice", {{"ipAcl", {"192.0.2.1", "192.0.2.1"}}}, "spec.ipAcl", "is there twice"},
        {"spec.ipAcl[] pattern",
         "IpAclNoAddress",
         {{"ipAcl", {"everywhere"}}},
         "spec.ipAcl",
         "spec.ipAcl \"everywhere\""},
        {"spec.ipAcl[] maxLength",
         "IpAclAddressTooLong",
         {{"ipAcl", {std::string(50, '1')}}},
         "spec.ipAcl",
         "spec.ipAcl \"111"},
        {"spec.uiConfig maxLength",
         "UiConfigTooLong",
         {{"uiConfig", long_text(4097)}},
         "spec.uiConfig",
         "spec.uiConfig has 4097 characters"},
        {"spec.microtenantID pattern",
         "MicrotenantNoNumber",
         {{"microtenantID", "emea"}},
         "spec.microtenantID",
         "spec.microtenantID \"emea\""},
        {"spec.microtenantID maxLength",
         "MicrotenantTooLong",
         {{"microtenantID", digits}},
         "spec.microtenantID",
         "spec.microtenantID \"777"},
        {"spec.managementPolicy enum",
         "UnknownManagementPolicy",
         {{"managementPolicy", "Own"}},
         "spec.managementPolicy",
         "spec.managementPolicy \"Own\" is not known; use one of Manage, Observe"},
        {"spec.deletionPolicy enum",
         "UnknownPolicy",
         {{"deletionPolicy", "Forget"}},
         "spec.deletionPolicy",
         "spec.deletionPolicy \"Forget\" is not known; use one of Delete, Retire, Retain"},
        {"spec.driftPolicy enum",
         "UnknownDriftPolicy",
         {{"driftPolicy", "Ignore"}},
         "spec.driftPolicy",
         "spec.driftPolicy \"Ignore\" is not known; use one of Correct, Report"},
        {"spec.adopt: exactly one of id and byName is needed", "AdoptBoth", adopt({{"id", "1"}, {"byName", true}}),
         "exactly one of id and byName", "spec.adopt: exactly one of id and byName"},
        {"spec.adopt: exactly one of id and byName is needed", "AdoptNothing", adopt(json::object()),
         "exactly one of id and byName", "spec.adopt: exactly one of id and byName"},
        {"spec.adopt.byName enum", "AdoptNotByName", adopt({{"byName", false}}), "spec.adopt.byName",
         "spec.adopt.byName can only be true"},
        {"spec.adopt.id pattern", "AdoptIdNoNumber", adopt({{"id", "mine"}}), "spec.adopt.id",
         "spec.adopt.id \"mine\""},
        {"spec.adopt.id maxLength", "AdoptIdTooLong", adopt({{"id", digits}}), "spec.adopt.id", "spec.adopt.id \"777"},
        {"spec.usage.warnAt minimum",
         "WarnAtZero",
         {{"usage", {{"warnAt", 0}}}},
         "spec.usage.warnAt",
         "spec.usage.warnAt 0"},
        {"spec.usage.warnAt maximum",
         "WarnAtTooBig",
         {{"usage", {{"warnAt", 101}}}},
         "spec.usage.warnAt",
         "spec.usage.warnAt 101"},
    };
}

inline std::vector<Change> key_changes() {
    using json = nlohmann::json;
    const std::string type =
        "spec.associationType: associationType is immutable; create another ProvisioningKey for another type";
    const std::string tenant = "spec: tenantRef is immutable; create another ProvisioningKey for another tenant";
    const std::string microtenant =
        "spec: microtenantID is immutable; create another ProvisioningKey for another microtenant";
    const std::string exportable = "spec: exportable cannot go back from false, ZPA does not show a hidden value again";
    return {
        {type,
         "AssociationType",
         json::object(),
         {{"associationType", "SERVICE_EDGE_GRP"}},
         "associationType is immutable"},
        {tenant,
         "Tenant",
         {{"tenantRef", {{"name", "a"}}}},
         {{"tenantRef", {{"name", "b"}}}},
         "tenantRef is immutable"},
        {tenant, "TenantAdded", json::object(), {{"tenantRef", {{"name", "b"}}}}, "tenantRef is immutable"},
        {tenant, "TenantRemoved", {{"tenantRef", {{"name", "a"}}}}, {{"tenantRef", nullptr}}, "tenantRef is immutable"},
        {microtenant, "MicrotenantAdded", json::object(), {{"microtenantID", "1"}}, "microtenantID is immutable"},
        {microtenant, "Microtenant", {{"microtenantID", "2"}}, {{"microtenantID", "1"}}, "microtenantID is immutable"},
        {exportable, "ExportableBack", {{"exportable", false}}, {{"exportable", true}}, "exportable cannot go back"},
        {exportable,
         "ExportableForgotten",
         {{"exportable", false}},
         {{"exportable", nullptr}},
         "exportable cannot go back"},
    };
}

}  // namespace schema
