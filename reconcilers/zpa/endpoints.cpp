#include "reconcilers/zpa/endpoints.h"

#include <array>
#include <string_view>

#include "controller/base/error.h"
#include "reconcilers/zpa/models.h"

namespace zpa {
namespace {

struct LegacyCloud {
    std::string_view name;
    std::string_view api_url;
    std::string_view token_url;  // "" for <api_url>/signin
};

// As the official Go SDK has them.
constexpr std::array kLegacyClouds = {
    LegacyCloud{"production", "https://config.private.zscaler.com", ""},
    LegacyCloud{"zpatwo", "https://config.zpatwo.net", ""},
    LegacyCloud{"beta", "https://config.zpabeta.net", ""},
    LegacyCloud{"gov", "https://config.zpagov.net", ""},
    LegacyCloud{"govus", "https://config.zpagov.us", ""},
    LegacyCloud{"preview", "https://config.zpapreview.net", ""},
    LegacyCloud{"qa", "https://config.qa.zpath.net", ""},
    LegacyCloud{"qa2", "https://pdx2-zpa-config.qa2.zpath.net", ""},
    LegacyCloud{"dev", "https://public-api.dev.zpath.net",
                "https://authn1.dev.zpath.net/authn/v1/oauth/token?grant_type=CLIENT_CREDENTIALS"},
};

constexpr std::string_view kOneApiTokenPath = "/oauth2/v1/token";
constexpr std::string_view kLegacyTokenPath = "/signin";

bool has_path(const std::string& url) {
    const std::size_t authority = url.find("://");
    return authority != std::string::npos && url.find('/', authority + 3) != std::string::npos;
}

// A sign-in host, or the whole address of the token where there is a path.
std::string token_url_at(const std::string& auth_url, std::string_view usual_path) {
    const std::string url = without_trailing_slashes(auth_url);
    return has_path(url) ? url : url + std::string(usual_path);
}

Endpoints oneapi_endpoints(const Credentials& credentials) {
    const std::string cloud = fold_case(credentials.cloud);
    const std::string& vanity = credentials.vanity_domain;
    Endpoints out;
    out.path_prefix = "/zpa";
    std::string host;
    if (cloud.empty() || cloud == "production") {
        host = ".zslogin.net";
        out.api_url = "https://api.zsapi.net";
    } else if (cloud == "gov") {
        host = ".zidentitygov.net";
        out.api_url = "https://api.zscalergov.net";
    } else if (cloud == "govus") {
        host = ".zidentitygov.us";
        out.api_url = "https://api.zscalergov.us";
    } else {
        host = ".zslogin" + cloud + ".net";
        out.api_url = "https://api." + cloud + ".zsapi.net";
    }
    // Whoever sends the API elsewhere means the sign-in too, unless that is said apart: a token for one service must
    // not be asked of the other's public address.
    if (!credentials.auth_url.empty()) {
        out.token_url = token_url_at(credentials.auth_url, kOneApiTokenPath);
    } else if (!credentials.api_url.empty()) {
        out.token_url = without_trailing_slashes(credentials.api_url) + std::string(kOneApiTokenPath);
    } else if (!vanity.empty()) {
        out.token_url = "https://" + vanity + host + std::string(kOneApiTokenPath);
    } else {
        throw base::Error(base::ErrorKind::Config, "neither the tenant nor its Secret says ZSCALER_VANITY_DOMAIN");
    }
    return out;
}

Endpoints legacy_endpoints(const Credentials& credentials) {
    const std::string wanted = credentials.cloud.empty() ? "production" : fold_case(credentials.cloud);
    std::string known;
    for (const LegacyCloud& cloud : kLegacyClouds) {
        known += known.empty() ? "" : ", ";
        known += cloud.name;
        if (cloud.name != wanted) continue;
        Endpoints out{std::string(cloud.token_url), std::string(cloud.api_url), ""};
        const std::string api =
            without_trailing_slashes(credentials.api_url.empty() ? out.api_url : credentials.api_url);
        if (!credentials.auth_url.empty()) {
            out.token_url = token_url_at(credentials.auth_url, kLegacyTokenPath);
        } else if (out.token_url.empty() || !credentials.api_url.empty()) {
            out.token_url = api + std::string(kLegacyTokenPath);
        }
        return out;
    }
    // What it is instead is not said: somebody may have put a secret into the wrong entry.
    throw base::Error(
        base::ErrorKind::Config,
        "what the tenant or its Secret says for ZPA_CLOUD is no cloud of spec.auth Legacy; known are " + known);
}

}  // namespace

std::string without_trailing_slashes(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

Endpoints endpoints_of(const Credentials& credentials) {
    Endpoints out =
        credentials.mode == AuthMode::OneApi ? oneapi_endpoints(credentials) : legacy_endpoints(credentials);
    if (!credentials.api_url.empty()) out.api_url = without_trailing_slashes(credentials.api_url);
    return out;
}

}  // namespace zpa
