#include "reconcilers/zpa/credentials.h"

#include <gtest/gtest.h>

#include "reconcilers/zpa/endpoints.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using Data = std::map<std::string, std::string>;

Data oneapi() {
    return {{"ZSCALER_CLIENT_ID", "id\n"},
            {"ZSCALER_CLIENT_SECRET", "secret-canary\r\n"},
            {"ZSCALER_VANITY_DOMAIN", "acme"},
            {"ZPA_CUSTOMER_ID", "216196257331281920\n"}};
}

Data legacy() {
    return {{"ZPA_CLIENT_ID", "id"}, {"ZPA_CLIENT_SECRET", "secret-canary"}, {"ZPA_CUSTOMER_ID", "216196257331281920"}};
}

zpa::CredentialOverrides of_legacy() {
    zpa::CredentialOverrides overrides;
    overrides.mode = zpa::AuthMode::Legacy;
    return overrides;
}

std::string refusal(const Data& data, const zpa::CredentialOverrides& overrides = {}) {
    const base::Error error = error_of([&] { zpa::read_credentials(data, overrides); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    EXPECT_EQ(std::string(error.what()).find("canary"), std::string::npos) << error.what();
    return error.what();
}

TEST(ReadCredentials, reads_terraforms_names_and_cuts_trailing_newlines) {
    const auto credentials = zpa::read_credentials(oneapi(), {});
    EXPECT_EQ(credentials.client_id, "id");
    EXPECT_EQ(credentials.client_secret, "secret-canary");
    EXPECT_EQ(credentials.vanity_domain, "acme");
    EXPECT_EQ(credentials.customer_id, "216196257331281920");
    EXPECT_EQ(credentials.microtenant_id, "");
}

TEST(ReadCredentials, the_tenant_overrides_the_secret) {
    zpa::CredentialOverrides overrides;
    overrides.vanity_domain = "other";
    overrides.cloud = "beta";
    overrides.customer_id = "72";
    overrides.microtenant_id = "73";
    overrides.api_url = "https://gateway.example/";
    overrides.proxy_url = "http://proxy:3128";
    const auto credentials = zpa::read_credentials(oneapi(), overrides);
    EXPECT_EQ(credentials.vanity_domain, "other");
    EXPECT_EQ(credentials.cloud, "beta");
    EXPECT_EQ(credentials.customer_id, "72");
    EXPECT_EQ(credentials.microtenant_id, "73");
    EXPECT_EQ(credentials.proxy_url, "http://proxy:3128");
    EXPECT_EQ(zpa::endpoints_of(credentials).api_url, "https://gateway.example");
}

TEST(ReadCredentials, microtenant_zero_is_the_default_one) {
    Data data = oneapi();
    data["ZPA_MICROTENANT_ID"] = "0\n";
    EXPECT_EQ(zpa::read_credentials(data, {}).microtenant_id, "");
}

TEST(ReadCredentials, keeps_the_lines_of_a_private_key) {
    Data data = oneapi();
    data.erase("ZSCALER_CLIENT_SECRET");
    data["ZSCALER_PRIVATE_KEY"] = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    EXPECT_EQ(zpa::read_credentials(data, {}).private_key_pem,
              "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
}

TEST(ReadCredentials, names_what_is_missing) {
    for (const char* name :
         {"ZSCALER_CLIENT_ID", "ZSCALER_CLIENT_SECRET", "ZSCALER_VANITY_DOMAIN", "ZPA_CUSTOMER_ID"}) {
        Data data = oneapi();
        data.erase(name);
        EXPECT_NE(refusal(data).find(name), std::string::npos) << name;
    }
    for (const char* name : {"ZPA_CLIENT_ID", "ZPA_CLIENT_SECRET", "ZPA_CUSTOMER_ID"}) {
        Data data = legacy();
        data[name] = "\n";
        EXPECT_NE(refusal(data, of_legacy()).find(name), std::string::npos) << name;
    }
}

TEST(ReadCredentials, names_all_that_is_missing_at_once_and_the_mode_that_would_fit) {
    EXPECT_EQ(refusal({}), "the Secret has no ZSCALER_CLIENT_ID, ZSCALER_CLIENT_SECRET or ZSCALER_PRIVATE_KEY");
    EXPECT_EQ(refusal({}, of_legacy()), "the Secret has no ZPA_CLIENT_ID, ZPA_CLIENT_SECRET");
    EXPECT_EQ(
        refusal(legacy()),
        "the Secret has no ZSCALER_CLIENT_ID, ZSCALER_CLIENT_SECRET or ZSCALER_PRIVATE_KEY; it has ZPA_CLIENT_ID, "
        "which is for spec.auth Legacy");
}

TEST(ReadCredentials, refuses_a_secret_and_a_private_key_together) {
    Data data = oneapi();
    data["ZSCALER_PRIVATE_KEY"] = "pem-canary";
    EXPECT_NE(refusal(data).find("both"), std::string::npos);
}

TEST(ReadCredentials, refuses_what_would_send_the_secret_elsewhere) {
    Data data = oneapi();
    data["ZSCALER_VANITY_DOMAIN"] = "evil.example/#";
    EXPECT_NE(refusal(data).find("ZSCALER_VANITY_DOMAIN"), std::string::npos);
    data = oneapi();
    data["ZSCALER_CLOUD"] = "x.evil";
    EXPECT_NE(refusal(data).find("ZSCALER_CLOUD"), std::string::npos);
    zpa::CredentialOverrides overrides;
    overrides.api_url = "http://plain.example";
    EXPECT_NE(refusal(oneapi(), overrides).find("https://"), std::string::npos);
    overrides.api_url.clear();
    overrides.auth_url = "ftp://plain.example";
    EXPECT_NE(refusal(oneapi(), overrides).find("authURL"), std::string::npos);
}

TEST(ReadCredentials, refuses_ids_that_are_not_numbers) {
    Data data = oneapi();
    data["ZPA_CUSTOMER_ID"] = "../..";
    EXPECT_NE(refusal(data).find("ZPA_CUSTOMER_ID"), std::string::npos);
    data = oneapi();
    data["ZPA_MICROTENANT_ID"] = "7&a=b";
    EXPECT_NE(refusal(data).find("ZPA_MICROTENANT_ID"), std::string::npos);
}

TEST(ReadCredentials, refuses_control_characters_in_the_id) {
    Data data = oneapi();
    data["ZSCALER_CLIENT_ID"] = "id\nid2";
    EXPECT_NE(refusal(data).find("ZSCALER_CLIENT_ID"), std::string::npos);
}

TEST(ReadCredentials, unknown_legacy_clouds_are_refused_with_the_known_ones) {
    Data data = legacy();
    data["ZPA_CLOUD"] = "canary-moon";
    EXPECT_EQ(refusal(data, of_legacy()),
              "what the tenant or its Secret says for ZPA_CLOUD is no cloud of spec.auth Legacy; known are production, "
              "zpatwo, beta, gov, govus, preview, qa, qa2, dev");
}

struct Entry {
    zpa::AuthMode mode;
    const char* name;
    friend std::ostream& operator<<(std::ostream& out, const Entry& entry) {
        return out << (entry.mode == zpa::AuthMode::OneApi ? "oneapi_" : "legacy_") << entry.name;
    }
};
class MisplacedSecret : public ::testing::TestWithParam<Entry> {};
TEST_P(MisplacedSecret, is_not_repeated_by_the_entry_that_refuses_it) {
    const bool is_legacy = GetParam().mode == zpa::AuthMode::Legacy;
    const std::string name = GetParam().name;
    const std::vector<std::string> wrong_anywhere = {"canary\ncanary", "canary\x01",
                                                     "canary" + std::string(40'000, 'a')};
    for (const std::string& text : wrong_anywhere) {
        Data data = is_legacy ? legacy() : oneapi();
        data[name] = text;
        EXPECT_NE(refusal(data, is_legacy ? of_legacy() : zpa::CredentialOverrides{}).find(name), std::string::npos);
    }
    if (name.find("CLIENT") != std::string::npos) return;  // those two may be any line
    for (const std::string text : {"canary/of+base64==", "canary_with_bars", "canary of words", "canary.example"}) {
        Data data = is_legacy ? legacy() : oneapi();
        data[name] = text;
        EXPECT_NE(refusal(data, is_legacy ? of_legacy() : zpa::CredentialOverrides{}).find(name), std::string::npos);
    }
}
INSTANTIATE_TEST_SUITE_P(
    All, MisplacedSecret,
    ::testing::Values(Entry{zpa::AuthMode::OneApi, "ZSCALER_CLIENT_ID"},
                      Entry{zpa::AuthMode::OneApi, "ZSCALER_CLIENT_SECRET"},
                      Entry{zpa::AuthMode::OneApi, "ZSCALER_VANITY_DOMAIN"},
                      Entry{zpa::AuthMode::OneApi, "ZSCALER_CLOUD"}, Entry{zpa::AuthMode::OneApi, "ZPA_CUSTOMER_ID"},
                      Entry{zpa::AuthMode::OneApi, "ZPA_MICROTENANT_ID"}, Entry{zpa::AuthMode::Legacy, "ZPA_CLIENT_ID"},
                      Entry{zpa::AuthMode::Legacy, "ZPA_CLIENT_SECRET"}, Entry{zpa::AuthMode::Legacy, "ZPA_CLOUD"},
                      Entry{zpa::AuthMode::Legacy, "ZPA_CUSTOMER_ID"},
                      Entry{zpa::AuthMode::Legacy, "ZPA_MICROTENANT_ID"}));

TEST(ReadCredentials, no_error_repeats_a_private_key) {
    Data data = oneapi();
    data.erase("ZSCALER_CLIENT_SECRET");
    data["ZSCALER_PRIVATE_KEY"] = "canary" + std::string(40'000, 'a');
    EXPECT_NE(refusal(data).find("ZSCALER_PRIVATE_KEY"), std::string::npos);
}

struct Cloud {
    zpa::AuthMode mode;
    const char* cloud;
    const char* api_url;
    const char* token_url;
    friend std::ostream& operator<<(std::ostream& out, const Cloud& cloud) {
        return out << (cloud.mode == zpa::AuthMode::OneApi ? "oneapi_" : "legacy_") << name_of(cloud.cloud);
    }
};
class CloudUrls : public ::testing::TestWithParam<Cloud> {};
TEST_P(CloudUrls, are_as_in_zscalers_own_clients) {
    zpa::Credentials credentials;
    credentials.mode = GetParam().mode;
    credentials.vanity_domain = "acme";
    credentials.cloud = GetParam().cloud;
    const auto endpoints = zpa::endpoints_of(credentials);
    EXPECT_EQ(endpoints.api_url, GetParam().api_url);
    EXPECT_EQ(endpoints.token_url, GetParam().token_url);
    EXPECT_EQ(endpoints.path_prefix, GetParam().mode == zpa::AuthMode::OneApi ? "/zpa" : "");
}
constexpr auto kOneApi = zpa::AuthMode::OneApi;
constexpr auto kLegacy = zpa::AuthMode::Legacy;
INSTANTIATE_TEST_SUITE_P(
    All, CloudUrls,
    ::testing::Values(
        Cloud{kOneApi, "", "https://api.zsapi.net", "https://acme.zslogin.net/oauth2/v1/token"},
        Cloud{kOneApi, "PRODUCTION", "https://api.zsapi.net", "https://acme.zslogin.net/oauth2/v1/token"},
        Cloud{kOneApi, "beta", "https://api.beta.zsapi.net", "https://acme.zsloginbeta.net/oauth2/v1/token"},
        Cloud{kOneApi, "ZscalerTwo", "https://api.zscalertwo.zsapi.net",
              "https://acme.zsloginzscalertwo.net/oauth2/v1/token"},
        Cloud{kOneApi, "gov", "https://api.zscalergov.net", "https://acme.zidentitygov.net/oauth2/v1/token"},
        Cloud{kOneApi, "GOVUS", "https://api.zscalergov.us", "https://acme.zidentitygov.us/oauth2/v1/token"},
        Cloud{kLegacy, "", "https://config.private.zscaler.com", "https://config.private.zscaler.com/signin"},
        Cloud{kLegacy, "PRODUCTION", "https://config.private.zscaler.com", "https://config.private.zscaler.com/signin"},
        Cloud{kLegacy, "ZPATWO", "https://config.zpatwo.net", "https://config.zpatwo.net/signin"},
        Cloud{kLegacy, "beta", "https://config.zpabeta.net", "https://config.zpabeta.net/signin"},
        Cloud{kLegacy, "GOV", "https://config.zpagov.net", "https://config.zpagov.net/signin"},
        Cloud{kLegacy, "GOVUS", "https://config.zpagov.us", "https://config.zpagov.us/signin"},
        Cloud{kLegacy, "PREVIEW", "https://config.zpapreview.net", "https://config.zpapreview.net/signin"},
        Cloud{kLegacy, "QA", "https://config.qa.zpath.net", "https://config.qa.zpath.net/signin"},
        Cloud{kLegacy, "QA2", "https://pdx2-zpa-config.qa2.zpath.net", "https://pdx2-zpa-config.qa2.zpath.net/signin"},
        Cloud{kLegacy, "DEV", "https://public-api.dev.zpath.net",
              "https://authn1.dev.zpath.net/authn/v1/oauth/token?grant_type=CLIENT_CREDENTIALS"}));

TEST(Endpoints, an_auth_url_without_a_path_gets_the_usual_one) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.auth_url = "https://127.0.0.1:8443/";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://127.0.0.1:8443/oauth2/v1/token");
    credentials.auth_url = "https://gateway.example/login/token";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://gateway.example/login/token");
    credentials.mode = zpa::AuthMode::Legacy;
    credentials.auth_url = "https://127.0.0.1:8443";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://127.0.0.1:8443/signin");
}

TEST(Endpoints, a_legacy_api_url_is_also_where_one_signs_in) {
    zpa::Credentials credentials;
    credentials.mode = zpa::AuthMode::Legacy;
    credentials.cloud = "DEV";
    credentials.api_url = "https://127.0.0.1:8443//";
    EXPECT_EQ(zpa::endpoints_of(credentials).api_url, "https://127.0.0.1:8443");
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://127.0.0.1:8443/signin");
}

TEST(Endpoints, an_api_url_is_where_one_signs_in_unless_said_apart) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.api_url = "https://gateway.example/zpa/";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://gateway.example/zpa/oauth2/v1/token");
    credentials.auth_url = "https://login.example";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://login.example/oauth2/v1/token");
}

TEST(Endpoints, a_oneapi_api_url_is_also_where_one_signs_in_unless_that_is_said_apart) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.api_url = "https://127.0.0.1:8443/";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://127.0.0.1:8443/oauth2/v1/token");
    credentials.auth_url = "https://login.example";
    EXPECT_EQ(zpa::endpoints_of(credentials).token_url, "https://login.example/oauth2/v1/token");
}

TEST(Endpoints, an_auth_url_makes_the_vanity_domain_needless) {
    zpa::Credentials credentials = oneapi_credentials();
    credentials.vanity_domain.clear();
    EXPECT_EQ(error_of([&] { zpa::endpoints_of(credentials); }).kind(), ErrorKind::Config);
    credentials.auth_url = "https://login.example";
    EXPECT_NO_THROW(zpa::endpoints_of(credentials));
}

}  // namespace
}  // namespace zpa_test
