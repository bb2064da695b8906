#include "reconcilers/tenant/access.h"

#include <gtest/gtest.h>

using tenant::AllowedNamespaces;

namespace {

tenant::ZpaTenant tenant_in(const std::string& namespace_name) {
    tenant::ZpaTenant out;
    out.meta.name = "default";
    out.meta.namespace_name = namespace_name;
    return out;
}

const tenant::NamespaceLabels kNoLabels = [](const std::string&) { return std::nullopt; };
const tenant::NamespaceLabels kTeamNet = [](const std::string&) { return kube::TextMap{{"team", "net"}}; };

}  // namespace

TEST(AllowedNamespaces, TheOwnOneIsAlwaysAllowed) { EXPECT_TRUE(namespace_allowed(tenant_in("a"), "a", kNoLabels)); }

TEST(AllowedNamespaces, OthersAreNotUnlessSaidSo) {
    auto tenant = tenant_in("a");
    EXPECT_FALSE(namespace_allowed(tenant, "b", kNoLabels));
    tenant.spec.allowed_namespaces.names = {"b"};
    EXPECT_TRUE(namespace_allowed(tenant, "b", kNoLabels));
    EXPECT_FALSE(namespace_allowed(tenant, "c", kNoLabels));
    tenant.spec.allowed_namespaces.from = AllowedNamespaces::From::All;
    EXPECT_TRUE(namespace_allowed(tenant, "c", kNoLabels));
}

TEST(AllowedNamespaces, ASelectorNeedsLabelsThatAreKnown) {
    auto tenant = tenant_in("a");
    tenant.spec.allowed_namespaces.from = AllowedNamespaces::From::Selector;
    tenant.spec.allowed_namespaces.selector.requirements = {{"team", common::LabelSelector::Operator::In, {"net"}}};
    EXPECT_TRUE(namespace_allowed(tenant, "b", kTeamNet));
    EXPECT_FALSE(namespace_allowed(tenant, "b", kNoLabels));
}

TEST(Adoption, RevealsValuesAndSoStaysAtHomeByDefault) {
    auto tenant = tenant_in("a");
    EXPECT_TRUE(adoption_allowed(tenant, "a"));
    EXPECT_FALSE(adoption_allowed(tenant, "b"));
    tenant.spec.adoption = tenant::Adoption::Allowed;
    EXPECT_TRUE(adoption_allowed(tenant, "b"));
}
