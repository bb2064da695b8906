#pragma once

#include <map>
#include <string>

namespace zpa {

enum class AuthMode { OneApi, Legacy };

// Everything needed to reach one organisation: what a ZPATenant and its Secret come to. Holds secrets: never printed;
// equality decides whether sessions may be shared.
struct Credentials {
    AuthMode mode = AuthMode::OneApi;
    std::string client_id;
    std::string client_secret;    // or
    std::string private_key_pem;  // (OneAPI only)
    std::string vanity_domain;
    std::string cloud;
    std::string customer_id;
    std::string microtenant_id;  // "" for Default
    std::string api_url;         // overrides what the cloud says
    std::string auth_url;        // a sign-in host, or with a path the token's whole address
    std::string ca_bundle_pem;
    std::string proxy_url;       // to the API, resolved already
    std::string auth_proxy_url;  // to the sign-in host, likewise

    bool operator==(const Credentials&) const = default;
};

// What the tenant's spec overrides; "" means: as the Secret says.
struct CredentialOverrides {
    AuthMode mode = AuthMode::OneApi;
    std::string vanity_domain, cloud, customer_id, microtenant_id, api_url, auth_url, ca_bundle_pem, proxy_url;
};

// Reads a Secret's data (decoded) keyed by the Terraform provider's variable names. Trailing newlines are cut. Throws
// Error(Config) that names the missing or malformed key, never a value.
Credentials read_credentials(const std::map<std::string, std::string>& secret_data,
                             const CredentialOverrides& overrides);

}  // namespace zpa
