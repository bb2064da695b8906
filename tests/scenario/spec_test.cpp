// Specs that cannot be: refused by the API server's own rules.
#include "controller/base/error.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

struct Mistake {
    std::string name;
    json spec;
    std::string says;  // part of what the API server answers
};
void PrintTo(const Mistake& one, std::ostream* out) { *out << one.name; }

class BadSpec : public Scenario {
protected:
    std::string refusal(const kube::Resource& resource, const json& object) const {
        try {
            cluster.dry_run(resource, object);
        } catch (const base::Error& error) {
            return error.what();
        }
        return "";
    }
};

class BadKey : public BadSpec, public ::testing::WithParamInterface<Mistake> {};

TEST_P(BadKey, IsRefusedByTheApiServer) {
    const auto said = refusal(common::provisioning_keys(), key_object("blue", GetParam().spec));
    EXPECT_NE(said.find(GetParam().says), std::string::npos) << (said.empty() ? "it was accepted" : said);
}

std::vector<Mistake> key_mistakes() {
    const json edge = {{"associationType", "EXPORTER_GRP"}};
    auto no_certificate = edge, named_group = edge;
    no_certificate["group"] = {{"id", "1"}, {"name", nullptr}};
    named_group["enrollmentCert"] = {{"id", "1"}};
    return {
        {"MaxUsageZero", {{"maxUsage", 0}}, "spec.maxUsage"},
        {"MaxUsageTooBig", {{"maxUsage", 2147483648}}, "spec.maxUsage"},
        {"MaxUsageMissing", {{"maxUsage", nullptr}}, "maxUsage is required"},
        {"GroupMissing", {{"group", nullptr}}, "group is required"},
        {"GroupWithIdAndName", {{"group", {{"id", "1"}, {"name", "x"}}}}, "exactly one of id and name"},
        {"GroupEmpty", {{"group", {{"name", nullptr}}}}, "exactly one of id and name"},
        {"GroupIdNoNumber", {{"group", {{"id", "abc"}, {"name", nullptr}}}}, "spec.group.id"},
        {"GroupByNameWhereThereIsNoList", named_group, "give group.id"},
        {"CertificateWithIdAndName", {{"enrollmentCert", {{"id", "1"}, {"name", "x"}}}}, "exactly one of id and name"},
        {"NoDefaultCertificate", no_certificate, "there is no default certificate"},
        {"UnknownAssociationType", {{"associationType", "GATEWAY_GRP"}}, "spec.associationType"},
        {"NameWithForeignCharacters", {{"name", "blue/green"}}, "spec.name"},
        {"NameEndsWithASpace", {{"name", "blue "}}, "spec.name"},
        {"IpAclNoAddress", {{"ipAcl", {"everywhere"}}}, "spec.ipAcl"},
        {"IpAclTwice", {{"ipAcl", {"192.0.2.1", "192.0.2.1"}}}, "spec.ipAcl"},
        {"UnknownPolicy", {{"deletionPolicy", "Forget"}}, "spec.deletionPolicy"},
        {"UnknownDriftPolicy", {{"driftPolicy", "Ignore"}}, "spec.driftPolicy"},
        {"UnknownManagementPolicy", {{"managementPolicy", "Own"}}, "spec.managementPolicy"},
        {"AdoptBoth", {{"adopt", {{"id", "1"}, {"byName", true}}}}, "exactly one of id and byName"},
        {"AdoptNothing", {{"adopt", json::object()}}, "exactly one of id and byName"},
        {"AdoptNotByName", {{"adopt", {{"byName", false}}}}, "spec.adopt.byName"},
        {"SecretNameNoName", {{"secret", {{"name", "Blue_Secret"}}}}, "spec.secret.name"},
        {"TemplateOverTheValue", {{"secret", {{"template", {{"provisionkey", "x"}}}}}}, "template may not have"},
        {"TemplateOverTheValueElsewhere", {{"secret", {{"key", "k"}, {"template", {{"k", "x"}}}}}}, "template may not have"},
        {"TemplateEntryNoName", {{"secret", {{"template", {{"a/b", "x"}}}}}}, "template entries are named"},
        {"LabelOfOurs", {{"secret", {{"labels", {{"zpa-operator.io/x", "y"}}}}}}, "belong to the operator"},
        {"ManagedByLabel", {{"secret", {{"labels", {{"app.kubernetes.io/managed-by", "y"}}}}}}, "belong to the operator"},
        {"AnnotationOfOurs", {{"secret", {{"annotations", {{"zpa-operator.io/owner", "y"}}}}}}, "belong to the operator"},
        {"WarnAtZero", {{"usage", {{"warnAt", 0}}}}, "spec.usage.warnAt"},
        {"WarnAtTooBig", {{"usage", {{"warnAt", 101}}}}, "spec.usage.warnAt"},
        {"TenantNameNoName", {{"tenantRef", {{"name", "A B"}}}}, "spec.tenantRef.name"},
    };
}

INSTANTIATE_TEST_SUITE_P(With, BadKey, ::testing::ValuesIn(key_mistakes()), [](const auto& test) { return test.param.name; });

class BadTenant : public BadSpec, public ::testing::WithParamInterface<Mistake> {};

TEST_P(BadTenant, IsRefusedByTheApiServer) {
    const auto said = refusal(common::zpa_tenants(), tenant_object(GetParam().spec));
    EXPECT_NE(said.find(GetParam().says), std::string::npos) << (said.empty() ? "it was accepted" : said);
}

std::vector<Mistake> tenant_mistakes() {
    return {
        {"NoCredentials", {{"credentialsSecretRef", nullptr}}, "credentialsSecretRef"},
        {"UnknownSignIn", {{"auth", "Basic"}}, "spec.auth"},
        {"CustomerNoNumber", {{"customerID", "acme"}}, "spec.customerID"},
        {"PlainHttp", {{"endpoint", {{"apiURL", "http://zpa.example.com"}}}}, "spec.endpoint.apiURL"},
        {"UserInTheUrl", {{"endpoint", {{"apiURL", "https://me:secret@zpa.example.com"}}}}, "spec.endpoint.apiURL"},
        {"SignInWithoutApi", {{"endpoint", {{"apiURL", nullptr}, {"authURL", "https://a.example.com"}}}}, "authURL needs apiURL"},
        {"NoCertificate", {{"endpoint", {{"caBundle", "nothing"}}}}, "spec.endpoint.caBundle"},
        {"ProxyOverTls", {{"proxy", {{"url", "https://proxy.example.com"}}}}, "spec.proxy.url"},
        {"NoReads", {{"limits", {{"reads", 0}}}}, "spec.limits.reads"},
        {"NoInterval", {{"pollInterval", "soon"}}, "spec.pollInterval"},
        {"PrefixWithForeignCharacters", {{"namePrefix", "a/b"}}, "spec.namePrefix"},
        {"SelectorWithoutFrom", {{"allowedNamespaces", {{"selector", json::object()}}}}, "from Selector"},
        {"FromWithoutSelector", {{"allowedNamespaces", {{"from", "Selector"}}}}, "from Selector"},
        {"UnknownAdoption", {{"adoption", "Never"}}, "spec.adoption"},
    };
}

INSTANTIATE_TEST_SUITE_P(With, BadTenant, ::testing::ValuesIn(tenant_mistakes()),
                         [](const auto& test) { return test.param.name; });

struct Change {
    std::string name;
    json before, after;
    std::string says;
};
void PrintTo(const Change& one, std::ostream* out) { *out << one.name; }

class BadChange : public BadSpec, public ::testing::WithParamInterface<Change> {};

TEST_P(BadChange, IsRefusedByTheApiServer) {
    create_key("blue", GetParam().before);
    std::string said;
    try {
        edit_key("blue", GetParam().after);
    } catch (const base::Error& error) {
        said = error.what();
    }
    EXPECT_NE(said.find(GetParam().says), std::string::npos) << (said.empty() ? "it was accepted" : said);
}

INSTANTIATE_TEST_SUITE_P(
    Of, BadChange,
    ::testing::Values(
        Change{"AssociationType", json::object(), {{"associationType", "SERVICE_EDGE_GRP"}}, "associationType is immutable"},
        Change{"Tenant", {{"tenantRef", {{"name", "a"}}}}, {{"tenantRef", {{"name", "b"}}}}, "tenantRef is immutable"},
        Change{"TenantAdded", json::object(), {{"tenantRef", {{"name", "b"}}}}, "tenantRef is immutable"},
        Change{"TenantRemoved", {{"tenantRef", {{"name", "a"}}}}, {{"tenantRef", nullptr}}, "tenantRef is immutable"},
        Change{"MicrotenantAdded", json::object(), {{"microtenantID", "1"}}, "microtenantID is immutable"},
        Change{"Microtenant", {{"microtenantID", "2"}}, {{"microtenantID", "1"}}, "microtenantID is immutable"},
        Change{"ExportableBack", {{"exportable", false}}, {{"exportable", true}}, "exportable cannot go back"},
        Change{"ExportableForgotten", {{"exportable", false}}, {{"exportable", nullptr}}, "exportable cannot go back"}),
    [](const auto& test) { return test.param.name; });

// What no schema can say is the operator's to tell, once.
TEST_F(BadSpec, ThatOnlyTheOperatorNoticesIsStalledUntilItChanges) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    create_key("blue", {{"ipAcl", {"999.0.2.1"}}});
    const auto told = wait_reason("blue", "InvalidSpec");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_EQ(condition(told, "Reconciling"), "");
    EXPECT_NE(message(told).find("spec.ipAcl"), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("999.0.2.1"), std::string::npos);
    EXPECT_TRUE(zpa.calls("create").empty());
    edit_key("blue", {{"ipAcl", {"192.0.2.1"}}});
    expect_whole("blue");
    EXPECT_EQ(condition(key("blue"), "Stalled"), "");
}

}  // namespace scenario
