// A credentials Secret comes to hosts that its labels allow and nothing else, or to an error that repeats no value of
// it. Each line of an input is NAME=TEXT, an entry of the Secret or, in lower case, a field of the tenant's spec.
#include "reconcilers/zpa/credentials.h"

#include "controller/http/url.h"
#include "reconcilers/zpa/endpoints.h"
#include "tests/fuzz/fuzz.h"

namespace {

void check(const std::map<std::string, std::string>& secret, const zpa::CredentialOverrides& overrides) {
    const auto credentials = zpa::read_credentials(secret, overrides);
    const auto endpoints = zpa::endpoints_of(credentials);
    for (const auto& url : {endpoints.token_url, endpoints.api_url}) {
        // What is no URL is refused before anything is sent.
        fuzz::error_of([&] { fuzz::must(http::parse_url(url).scheme == "https", "a secret goes over TLS"); },
                       base::ErrorKind::Config);
    }
    fuzz::must(credentials.customer_id.find_first_not_of("0123456789") == std::string::npos, "an id is digits");
    if (!overrides.auth_url.empty() || !credentials.api_url.empty()) return;
    const auto host = http::parse_url(endpoints.token_url).host;
    const bool is_theirs = fuzz::contains(host, ".zslogin") || fuzz::contains(host, ".zidentitygov.") ||
                           fuzz::contains(host, ".zscaler.com") || fuzz::contains(host, ".zpa");
    fuzz::must(is_theirs, "without an endpoint of the tenant's the host is Zscaler's");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    std::map<std::string, std::string> secret;
    zpa::CredentialOverrides overrides;
    const std::map<std::string_view, std::string*> fields = {
        {"vanity", &overrides.vanity_domain},  {"cloud", &overrides.cloud}, {"customer", &overrides.customer_id},
        {"tenant", &overrides.microtenant_id}, {"api", &overrides.api_url}, {"auth", &overrides.auth_url},
        {"proxy", &overrides.proxy_url},
    };
    if (input.choice(2) == 1) overrides.mode = zpa::AuthMode::Legacy;
    while (!input.rest().empty()) {
        const std::string_view line = input.line();
        const std::size_t equals = std::min(line.find('='), line.size());
        const std::string_view name = line.substr(0, equals);
        std::string text(line.substr(std::min(equals + 1, line.size())));
        const auto field = fields.find(name);
        if (field != fields.end()) {
            *field->second = std::move(text);
        } else {
            secret[std::string(name)] = std::move(text);
        }
    }
    fuzz::error_of([&] { check(secret, overrides); }, base::ErrorKind::Config);
    // Whichever entry a secret was put into.
    for (const auto& [name, text] : secret) {
        auto planted = secret;
        planted[name] = std::string(fuzz::canary) + text;
        fuzz::discreet_error_of([&] { check(planted, overrides); }, base::ErrorKind::Config);
    }
    return 0;
}
