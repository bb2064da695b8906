#include "reconcilers/tenant/desired.h"

#include <gtest/gtest.h>

namespace {

const std::map<std::string, std::string> kSecret = {{"ZSCALER_CLIENT_ID", "id"},
                                                    {"ZSCALER_CLIENT_SECRET", "secret"},
                                                    {"ZSCALER_VANITY_DOMAIN", "acme"},
                                                    {"ZPA_CUSTOMER_ID", "216190000000000777"}};

std::string environment(std::string_view name) {
    if (name == "HTTPS_PROXY") return "http://proxy:3128";
    return name == "NO_PROXY" ? "api.zsapi.net" : "";
}

}  // namespace

TEST(DesiredCredentials, no_proxy_has_a_word_on_each_of_the_two_hosts) {
    const auto credentials = tenant::desired_credentials({}, kSecret, environment);
    EXPECT_EQ(credentials.proxy_url, "");
    EXPECT_EQ(credentials.auth_proxy_url, "http://proxy:3128");
}

TEST(DesiredCredentials, the_tenants_own_proxy_serves_both) {
    tenant::Spec spec;
    spec.overrides.proxy_url = "http://other:3128";
    const auto credentials = tenant::desired_credentials(spec, kSecret, environment);
    EXPECT_EQ(credentials.proxy_url, "http://other:3128");
    EXPECT_EQ(credentials.auth_proxy_url, "http://other:3128");
}
