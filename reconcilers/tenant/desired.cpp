#include "reconcilers/tenant/desired.h"

namespace tenant {

zpa::Credentials desired_credentials(const Spec& spec, const std::map<std::string, std::string>& secret_data,
                                     const http::Environment& environment) {
    auto credentials = zpa::read_credentials(secret_data, spec.overrides);
    // One organisation, one way out: the API's proxy serves the sign-in too.
    credentials.proxy_url =
        http::choose_proxy(zpa::endpoints_of(credentials).api_url, spec.overrides.proxy_url, environment);
    return credentials;
}

}  // namespace tenant
