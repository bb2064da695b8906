#include "reconcilers/tenant/types.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

tenant::ZpaTenant parse(json spec) {
    return tenant::parse_tenant({{"metadata", {{"name", "t"}, {"namespace", "n"}}}, {"spec", std::move(spec)}});
}

}  // namespace

TEST(TenantSpec, DefaultsAreThoseOfTheDesign) {
    const auto spec = parse({{"credentialsSecretRef", {{"name", "s"}}}}).spec;
    EXPECT_EQ(spec.credentials_secret, "s");
    EXPECT_EQ(spec.reads, 20);
    EXPECT_EQ(spec.writes, 10);
    EXPECT_EQ(spec.poll_interval, base::Duration(std::chrono::seconds(60)));
    EXPECT_EQ(spec.overrides.mode, zpa::AuthMode::OneApi);
    EXPECT_EQ(spec.adoption, tenant::Adoption::Same);
    EXPECT_EQ(spec.allowed_namespaces.from, tenant::AllowedNamespaces::From::Same);
    EXPECT_TRUE(spec.invalid.empty());
}

TEST(TenantSpec, APollIntervalBelowASecondIsAMistakeThatNamesTheField) {
    const auto spec = parse({{"pollInterval", "10ms"}}).spec;
    EXPECT_NE(spec.invalid.find("spec.pollInterval \"10ms\""), std::string::npos);
    EXPECT_EQ(spec.poll_interval, base::Duration(std::chrono::seconds(60)));
}

TEST(TenantSpec, APollIntervalThatOutlastsADayIsAMistakeToo) {
    for (const auto* interval : {"24h1s", "2000000000s", "153722867m", "4294967295h"}) {
        const auto spec = parse({{"pollInterval", interval}}).spec;
        EXPECT_NE(spec.invalid.find(interval), std::string::npos) << interval;
        EXPECT_EQ(spec.poll_interval, base::Duration(std::chrono::seconds(60)));
    }
    EXPECT_EQ(parse({{"pollInterval", "24h"}}).spec.invalid, "");
}

TEST(TenantSpec, AProxysPasswordIsAMistakeThatIsNotRepeated) {
    const auto invalid = parse({{"proxy", {{"url", "http://me:canary@proxy.example.com:3128"}}}}).spec.invalid;
    EXPECT_EQ(invalid.find("spec.proxy.url may have no user and password"), 0U) << invalid;
    EXPECT_EQ(invalid.find("canary"), std::string::npos);
    EXPECT_EQ(parse({{"proxy", {{"url", "http://proxy.example.com:3128"}}}}).spec.invalid, "");
}

TEST(TenantSpec, FromSelectorWithoutOneOpensNothing) {
    using From = tenant::AllowedNamespaces::From;
    EXPECT_EQ(parse({{"allowedNamespaces", {{"from", "Selector"}}}}).spec.allowed_namespaces.from, From::Same);
    const json everything = {{"from", "Selector"}, {"selector", json::object()}};
    EXPECT_EQ(parse({{"allowedNamespaces", everything}}).spec.allowed_namespaces.from, From::Selector);
}

TEST(TenantSpec, WhatIsNoListNamesNoNamespace) {
    EXPECT_TRUE(parse({{"allowedNamespaces", {{"names", "a"}}}}).spec.allowed_namespaces.names.empty());
}

TEST(TenantStatus, SurvivesTheWayToTheServerAndBack) {
    tenant::Status status;
    status.observed_generation = 3;
    status.customer_id = "216190000000000777";
    status.last_inventory_time = "2026-01-02T03:04:05Z";
    status.usage = {{"CONNECTOR_GRP", 4, 2}, {"EXPORTER_GRP", 1, std::nullopt}};
    status.conditions = {{"Ready", "True", "Ready", "good", 3, {}}};
    const json object = {{"metadata", {{"name", "t"}}}, {"status", tenant::to_json(status)}};
    EXPECT_EQ(tenant::parse_tenant(object).status, status);
}
