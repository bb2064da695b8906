#include "reconcilers/tenant/snapshot.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"

namespace tenant {

namespace {

using Kind = base::ErrorKind;

ZpaTenant read_tenant(const kube::Client& client, const kube::ObjectKey& key, std::stop_token stop) {
    const auto object = client.get(common::zpa_tenants(), key, stop);
    if (!object) {
        throw base::Error(
            Kind::NotFound,
            fmt::format("ZPATenant {} does not exist; name another one or its namespace (kubectl get zpatenants "
                        "-A lists them)",
                        key.to_string()));
    }
    auto tenant = parse_tenant(*object);
    if (tenant.spec.invalid.empty()) return tenant;
    throw base::Error(Kind::Config, fmt::format("ZPATenant {}: {}", key.to_string(), tenant.spec.invalid));
}

CredentialsSecret read_secret(const kube::Client& client, const kube::ObjectKey& tenant, const kube::ObjectKey& key,
                              std::stop_token stop) {
    try {
        if (const auto object = client.get(kube::secrets(), key, stop)) return parse_credentials_secret(*object);
    } catch (const base::Error& error) {
        if (error.kind() != Kind::Forbidden) throw;
        throw base::Error(Kind::Forbidden, fmt::format("{}; to sign in for ZPATenant {} you need to get that Secret",
                                                       error.what(), tenant.to_string()));
    }
    throw base::Error(
        Kind::NotFound,
        fmt::format("Secret {} of ZPATenant {} does not exist; create it with the API client's credentials",
                    key.to_string(), tenant.to_string()));
}

}  // namespace

Snapshot read_snapshot(const kube::Client& client, const kube::ObjectKey& key, const base::Environment& environment,
                       std::stop_token stop) {
    auto tenant = read_tenant(client, key, stop);
    const kube::ObjectKey secret_key{key.namespace_name, tenant.spec.credentials_secret};
    auto secret = read_secret(client, key, secret_key, stop);
    try {
        auto credentials = desired_credentials(tenant.spec, secret.data, environment);
        return {std::move(tenant), std::move(secret), std::move(credentials)};
    } catch (const base::Error& error) {
        throw error.with_context(fmt::format("Secret {} of ZPATenant {}", secret_key.to_string(), key.to_string()));
    }
}

}  // namespace tenant
