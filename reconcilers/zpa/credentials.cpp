#include "reconcilers/zpa/credentials.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "controller/base/ascii.h"
#include "controller/base/error.h"
#include "reconcilers/zpa/endpoints.h"

namespace zpa {
namespace {

constexpr std::size_t kMaxField = 4096;

[[noreturn]] void refuse(const std::string& sentence) { throw base::Error(base::ErrorKind::Config, sentence); }

bool is_label_character(char c) { return base::is_alphanumeric(c) || c == '-'; }

// Reads the Secret's data by name, without the newline that files and `echo` leave behind.
class SecretReader {
public:
    explicit SecretReader(const std::map<std::string, std::string>& data) : data_(data) {}

    std::string optional(const char* name) const {
        const auto found = data_.find(name);
        if (found == data_.end()) return "";
        std::string text(base::trimmed_end(found->second, "\r\n"));
        if (text.size() > kLongestEntry) refuse(std::string("the Secret's ") + name + " is too long");
        return text;
    }

    std::string line(const char* name) const {
        std::string text = optional(name);
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
        if (text.size() > kMaxField || std::any_of(text.begin(), text.end(), is_control)) {
            refuse(std::string("the Secret's ") + name + " is not one line of text");
        }
        return text;
    }

    bool has(const char* name) const { return !optional(name).empty(); }

    // One of each must be there. All that is missing is said at once: nobody wants to learn it one by one.
    void require(std::initializer_list<std::pair<const char*, const char*>> alternatives) const {
        std::string missing;
        for (const auto& [name, other] : alternatives) {
            if (has(name) || (other != nullptr && has(other))) continue;
            missing += (missing.empty() ? "" : ", ") + std::string(name) +
                       (other == nullptr ? "" : std::string(" or ") + other);
        }
        if (missing.empty()) return;
        const bool is_legacy = missing.starts_with("ZSCALER_") && has("ZPA_CLIENT_ID");
        refuse("the Secret has no " + missing +
               (is_legacy ? "; it has ZPA_CLIENT_ID, which is for spec.auth Legacy" : ""));
    }

private:
    const std::map<std::string, std::string>& data_;
};

std::string either(const std::string& override_text, const std::string& secret_text) {
    return override_text.empty() ? secret_text : override_text;
}

// Host names are built from these: anything but a label could send the secret to a stranger.
void check_label(const std::string& text, const char* name, const char* hint = "") {
    if (text.size() > 63 || !std::all_of(text.begin(), text.end(), is_label_character)) {
        refuse(std::string(name) + " may hold letters, digits and '-' only" + hint);
    }
}

void check_id(const std::string& text, const char* name) {
    if (text.size() > 32 || !std::all_of(text.begin(), text.end(), base::is_digit)) {
        refuse(std::string(name) + " is not a ZPA id (digits only)");
    }
}

void check_https(const std::string& url, const char* name) {
    if (!url.empty() && !url.starts_with("https://")) refuse(std::string(name) + " must begin with https://");
}

void read_oneapi(const SecretReader& secret, Credentials& credentials) {
    secret.require({{"ZSCALER_CLIENT_ID", nullptr}, {"ZSCALER_CLIENT_SECRET", "ZSCALER_PRIVATE_KEY"}});
    credentials.client_id = secret.line("ZSCALER_CLIENT_ID");
    credentials.client_secret = secret.line("ZSCALER_CLIENT_SECRET");
    credentials.private_key_pem = secret.optional("ZSCALER_PRIVATE_KEY");
    if (!credentials.client_secret.empty() && !credentials.private_key_pem.empty()) {
        refuse("the Secret has both ZSCALER_CLIENT_SECRET and ZSCALER_PRIVATE_KEY; keep one");
    }
    credentials.vanity_domain = secret.line("ZSCALER_VANITY_DOMAIN");
    credentials.cloud = secret.line("ZSCALER_CLOUD");
}

void read_legacy(const SecretReader& secret, Credentials& credentials) {
    secret.require({{"ZPA_CLIENT_ID", nullptr}, {"ZPA_CLIENT_SECRET", nullptr}});
    credentials.client_id = secret.line("ZPA_CLIENT_ID");
    credentials.client_secret = secret.line("ZPA_CLIENT_SECRET");
    credentials.cloud = secret.line("ZPA_CLOUD");
}

}  // namespace

Credentials read_credentials(const std::map<std::string, std::string>& secret_data,
                             const CredentialOverrides& overrides) {
    const SecretReader secret(secret_data);
    Credentials credentials;
    credentials.mode = overrides.mode;
    if (overrides.mode == AuthMode::OneApi) {
        read_oneapi(secret, credentials);
    } else {
        read_legacy(secret, credentials);
    }
    credentials.vanity_domain = either(overrides.vanity_domain, credentials.vanity_domain);
    credentials.cloud = either(overrides.cloud, credentials.cloud);
    credentials.customer_id = either(overrides.customer_id, secret.line("ZPA_CUSTOMER_ID"));
    credentials.microtenant_id = either(overrides.microtenant_id, secret.line("ZPA_MICROTENANT_ID"));
    if (credentials.microtenant_id == "0") credentials.microtenant_id.clear();
    credentials.api_url = overrides.api_url;
    credentials.auth_url = overrides.auth_url;
    credentials.ca_bundle_pem = overrides.ca_bundle_pem;
    credentials.proxy_url = overrides.proxy_url;
    credentials.auth_proxy_url = overrides.proxy_url;

    if (credentials.customer_id.empty()) refuse("neither the tenant nor its Secret says ZPA_CUSTOMER_ID");
    check_id(credentials.customer_id, "ZPA_CUSTOMER_ID");
    check_id(credentials.microtenant_id, "ZPA_MICROTENANT_ID");
    check_label(credentials.vanity_domain, "ZSCALER_VANITY_DOMAIN", "; of https://acme.zslogin.net it is acme");
    check_label(credentials.cloud, overrides.mode == AuthMode::OneApi ? "ZSCALER_CLOUD" : "ZPA_CLOUD");
    check_https(credentials.api_url, "endpoint.apiURL");
    check_https(credentials.auth_url, "endpoint.authURL");
    (void)endpoints_of(credentials);
    return credentials;
}

}  // namespace zpa
