#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace zpa {

// What of a Secret's entries is secret. A client's id too: it is next to the secret, and where the two are swapped it
// is the secret.
inline constexpr std::array<std::string_view, 5> kSecretEntries = {
    "ZSCALER_CLIENT_ID", "ZSCALER_CLIENT_SECRET", "ZSCALER_PRIVATE_KEY", "ZPA_CLIENT_ID", "ZPA_CLIENT_SECRET"};
inline constexpr std::size_t kLongestEntry = std::size_t{32} * 1024;  // whatever is longer is refused

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
