#include "reconcilers/tenant/desired.h"

#include "controller/http/proxy.h"
#include "reconcilers/zpa/endpoints.h"

namespace tenant {

zpa::Credentials desired_credentials(const Spec& spec, const std::map<std::string, std::string>& secret_data,
                                     const base::Environment& environment) {
    auto credentials = zpa::read_credentials(secret_data, spec.overrides);
    // Two hosts, so NO_PROXY has a word on each.
    const auto endpoints = zpa::endpoints_of(credentials);
    const auto proxy_to = [&](const std::string& url) {
        return http::choose_proxy(url, spec.overrides.proxy_url, environment);
    };
    credentials.proxy_url = proxy_to(endpoints.api_url);
    credentials.auth_proxy_url = proxy_to(endpoints.token_url);
    return credentials;
}

}  // namespace tenant
