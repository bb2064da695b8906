#pragma once

#include <vector>

#include "tests/schema/mistake.h"

namespace schema {

// What a ZPATenant may not say.
inline std::vector<Mistake> tenant_mistakes() {
    using json = nlohmann::json;
    const std::string digits(21, '7');
    const std::string https = "https://" + long_text(1024);
    const auto endpoint = [](const char* field, json text) { return json{{"endpoint", {{field, std::move(text)}}}}; };
    const auto limits = [](const char* field, int figure) { return json{{"limits", {{field, figure}}}}; };
    const auto allowed = [](json what) { return json{{"allowedNamespaces", std::move(what)}}; };
    const auto selector = [&](json what) { return allowed({{"from", "Selector"}, {"selector", std::move(what)}}); };
    const auto requirement = [&](json what) {
        return selector({{"matchExpressions", json::array({std::move(what)})}});
    };
    json values, expressions, names;
    for (int i = 0; i < 65; ++i) values.push_back("v" + std::to_string(i));
    for (int i = 0; i < 33; ++i) expressions.push_back({{"key", "k"}, {"operator", "Exists"}});
    for (int i = 0; i < 1001; ++i) names.push_back("n" + std::to_string(i));
    const std::string expression = "spec.allowedNamespaces.selector.matchExpressions";
    const std::string goes_with = "selector goes with from Selector, and from Selector needs one";
    return {
        {"spec required", "SpecMissing", json(nullptr), "spec: Invalid value", ""},
        {"spec.credentialsSecretRef required",
         "NoCredentials",
         {{"credentialsSecretRef", nullptr}},
         "credentialsSecretRef",
         ""},
        {"spec.credentialsSecretRef.name required",
         "NoSecretName",
         {{"credentialsSecretRef", {{"name", nullptr}}}},
         "spec.credentialsSecretRef.name",
         ""},
        {"spec.credentialsSecretRef.name minLength",
         "SecretNameEmpty",
         {{"credentialsSecretRef", {{"name", ""}}}},
         "spec.credentialsSecretRef.name",
         ""},
        {"spec.credentialsSecretRef.name maxLength",
         "SecretNameTooLong",
         {{"credentialsSecretRef", {{"name", long_text(254)}}}},
         "spec.credentialsSecretRef.name",
         ""},
        {"spec.credentialsSecretRef.name pattern",
         "SecretNameNoName",
         {{"credentialsSecretRef", {{"name", "My_Secret"}}}},
         "spec.credentialsSecretRef.name",
         ""},
        {"spec.auth enum", "UnknownSignIn", {{"auth", "Basic"}}, "spec.auth", ""},
        {"spec.vanityDomain maxLength",
         "VanityDomainTooLong",
         {{"vanityDomain", long_text(64)}},
         "spec.vanityDomain",
         ""},
        {"spec.vanityDomain pattern",
         "VanityDomainWithDots",
         {{"vanityDomain", "acme.zslogin.net"}},
         "spec.vanityDomain",
         ""},
        {"spec.cloud maxLength", "CloudTooLong", {{"cloud", long_text(64)}}, "spec.cloud", ""},
        {"spec.cloud pattern", "CloudNoWord", {{"cloud", "zpa-two"}}, "spec.cloud", ""},
        {"spec.customerID pattern", "CustomerNoNumber", {{"customerID", "acme"}}, "spec.customerID", ""},
        {"spec.customerID maxLength", "CustomerTooLong", {{"customerID", digits}}, "spec.customerID", ""},
        {"spec.microtenantID pattern", "MicrotenantNoNumber", {{"microtenantID", "emea"}}, "spec.microtenantID", ""},
        {"spec.microtenantID maxLength", "MicrotenantTooLong", {{"microtenantID", digits}}, "spec.microtenantID", ""},
        {"spec.endpoint.apiURL pattern", "PlainHttp", endpoint("apiURL", "http://zpa.example.com"),
         "spec.endpoint.apiURL", ""},
        {"spec.endpoint.apiURL pattern", "UserInTheUrl", endpoint("apiURL", "https://me:secret@zpa.example.com"),
         "spec.endpoint.apiURL", ""},
        {"spec.endpoint.apiURL maxLength", "UrlTooLong", endpoint("apiURL", https), "spec.endpoint.apiURL", ""},
        {"spec.endpoint.authURL pattern", "SignInOverPlainHttp", endpoint("authURL", "http://a.example.com"),
         "spec.endpoint.authURL", ""},
        {"spec.endpoint.authURL maxLength", "SignInUrlTooLong", endpoint("authURL", https), "spec.endpoint.authURL",
         ""},
        {"spec: authURL needs apiURL, or tokens of one service would go to the other's public address",
         "SignInWithoutApi",
         {{"endpoint", {{"apiURL", nullptr}, {"authURL", "https://a.example.com"}}}},
         "authURL needs apiURL",
         ""},
        {"spec.endpoint.caBundle pattern", "NoCertificate", endpoint("caBundle", "nothing"), "spec.endpoint.caBundle",
         ""},
        {"spec.endpoint.caBundle maxLength", "CertificatesTooLong",
         endpoint("caBundle", "-----BEGIN CERTIFICATE-----" + long_text(262144)), "spec.endpoint.caBundle", ""},
        {"spec.proxy.url required", "ProxyWithoutUrl", {{"proxy", json::object()}}, "spec.proxy.url", ""},
        {"spec.proxy.url pattern",
         "ProxyOverTls",
         {{"proxy", {{"url", "https://proxy.example.com"}}}},
         "spec.proxy.url",
         ""},
        {"spec.proxy.url pattern",
         "UserOfTheProxy",
         {{"proxy", {{"url", "http://me:secret@proxy.example.com"}}}},
         "spec.proxy.url",
         ""},
        {"spec.proxy.url maxLength",
         "ProxyTooLong",
         {{"proxy", {{"url", "http://" + long_text(1024)}}}},
         "spec.proxy.url",
         ""},
        {"spec.limits.reads minimum", "NoReads", limits("reads", 0), "spec.limits.reads", ""},
        {"spec.limits.reads maximum", "TooManyReads", limits("reads", 100001), "spec.limits.reads", ""},
        {"spec.limits.writes minimum", "NoWrites", limits("writes", 0), "spec.limits.writes", ""},
        {"spec.limits.writes maximum", "TooManyWrites", limits("writes", 100001), "spec.limits.writes", ""},
        {"spec.pollInterval pattern", "NoInterval", {{"pollInterval", "soon"}}, "spec.pollInterval", ""},
        {"spec.pollInterval maxLength",
         "IntervalTooLong",
         {{"pollInterval", std::string(32, '1') + "s"}},
         "spec.pollInterval",
         ""},
        {"spec.pollInterval: pollInterval must be from 1s to 24h",
         "IntervalTooShort",
         {{"pollInterval", "999ms"}},
         "from 1s to 24h",
         ""},
        {"spec.pollInterval: pollInterval must be from 1s to 24h",
         "IntervalOfDays",
         {{"pollInterval", "24h1s"}},
         "from 1s to 24h",
         ""},
        {"spec.namePrefix pattern", "PrefixWithForeignCharacters", {{"namePrefix", "a/b"}}, "spec.namePrefix", ""},
        {"spec.namePrefix maxLength", "PrefixTooLong", {{"namePrefix", long_text(64)}}, "spec.namePrefix", ""},
        {"spec.allowedNamespaces.from enum", "UnknownFrom", allowed({{"from", "Some"}}), "spec.allowedNamespaces.from",
         ""},
        {"spec.allowedNamespaces: selector goes with from Selector, and from Selector needs one", "SelectorWithoutFrom",
         allowed({{"selector", json::object()}}), goes_with, ""},
        {"spec.allowedNamespaces: selector goes with from Selector, and from Selector needs one", "FromWithoutSelector",
         allowed({{"from", "Selector"}}), goes_with, ""},
        {"spec.allowedNamespaces.selector.matchLabels maxProperties", "TooManyLabels",
         selector({{"matchLabels", many_entries(33)}}), "spec.allowedNamespaces.selector.matchLabels", ""},
        {"spec.allowedNamespaces.selector.matchExpressions maxItems", "TooManyExpressions",
         selector({{"matchExpressions", expressions}}), expression, ""},
        {"spec.allowedNamespaces.selector.matchExpressions[].key required", "ExpressionWithoutKey",
         requirement({{"operator", "Exists"}}), expression + "[0].key", ""},
        {"spec.allowedNamespaces.selector.matchExpressions[].key maxLength", "KeyTooLong",
         requirement({{"key", long_text(318)}, {"operator", "Exists"}}), expression + "[0].key", ""},
        {"spec.allowedNamespaces.selector.matchExpressions[].operator required", "ExpressionWithoutOperator",
         requirement({{"key", "k"}}), expression + "[0].operator", ""},
        {"spec.allowedNamespaces.selector.matchExpressions[].operator enum", "UnknownOperator",
         requirement({{"key", "k"}, {"operator", "Like"}}), expression + "[0].operator", ""},
        {"spec.allowedNamespaces.selector.matchExpressions[].values maxItems", "TooManyValues",
         requirement({{"key", "k"}, {"operator", "In"}, {"values", values}}), expression + "[0].values", ""},
        {"spec.allowedNamespaces.names maxItems", "TooManyNames", allowed({{"names", names}}),
         "spec.allowedNamespaces.names", ""},
        {"spec.allowedNamespaces.names[] maxLength", "NamespaceTooLong", allowed({{"names", {long_text(64)}}}),
         "spec.allowedNamespaces.names[0]", ""},
        {"spec.adoption enum", "UnknownAdoption", {{"adoption", "Never"}}, "spec.adoption", ""},
    };
}

}  // namespace schema
