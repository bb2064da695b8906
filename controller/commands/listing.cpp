#include "controller/commands/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "controller/base/error.h"
#include "reconcilers/common/api.h"

namespace commands {

namespace {

using Kind = base::ErrorKind;

nlohmann::json list(const kube::Client& client, const kube::Resource& resource, const std::string& namespace_name) {
    try {
        return client.list(resource, namespace_name, "", {});
    } catch (const base::Error& error) {
        if (error.http_status() == 404) {
            throw base::Error(
                error.kind(),
                fmt::format("{}; are the kinds of zpa-operator installed (kubectl apply -f crds/)?", error.what()));
        }
        if (error.kind() == Kind::Forbidden && namespace_name.empty()) {
            throw base::Error(Kind::Forbidden, fmt::format("{}; name one namespace with -n", error.what()));
        }
        throw;
    }
}

template <typename Object>
std::vector<Object> parse_all(const nlohmann::json& list, Object (*parse)(const nlohmann::json&)) {
    std::vector<Object> out;
    for (const auto& item : list.at("items")) out.push_back(parse(item));
    std::sort(out.begin(), out.end(),
              [](const auto& left, const auto& right) { return left.meta.key() < right.meta.key(); });
    return out;
}

// Namespaces that may hold objects of this tenant, and whether these are all.
struct Candidates {
    std::set<std::string> names;
    bool all = true;
};

Candidates candidates(const kube::Client& client, const tenant::ZpaTenant& tenant) {
    try {
        Candidates out;
        const auto namespaces = client.list(kube::namespaces(), "", "", {});
        for (const auto& item : namespaces.at("items")) out.names.insert(kube::parse_object_meta(item).name);
        return out;
    } catch (const base::Error& error) {
        if (error.kind() != Kind::Forbidden) throw;
    }
    const auto& allowed = tenant.spec.allowed_namespaces;
    Candidates out{{allowed.names.begin(), allowed.names.end()}, allowed.from == tenant::AllowedNamespaces::From::Same};
    out.names.insert(tenant.meta.namespace_name);
    return out;
}

}  // namespace

std::vector<tenant::ZpaTenant> list_tenants(const kube::Client& client, const std::string& namespace_name) {
    return parse_all(list(client, common::zpa_tenants(), namespace_name), tenant::parse_tenant);
}

std::vector<provisioning_key::ProvisioningKey> list_keys(const kube::Client& client,
                                                         const std::string& namespace_name) {
    return parse_all(list(client, common::provisioning_keys(), namespace_name),
                     provisioning_key::parse_provisioning_key);
}

VisibleKeys list_visible_keys(const kube::Client& client, const tenant::ZpaTenant& tenant) {
    VisibleKeys out;
    try {
        out.keys = list_keys(client, "");
        return out;
    } catch (const base::Error& error) {
        if (error.kind() != Kind::Forbidden) throw;
    }
    const auto where = candidates(client, tenant);
    std::vector<std::string> unread;
    for (const auto& name : where.names) {
        try {
            std::ranges::move(list_keys(client, name), std::back_inserter(out.keys));
        } catch (const base::Error& error) {
            if (error.kind() != Kind::Forbidden) throw;
            unread.push_back(name);
        }
    }
    if (!unread.empty()) out.gap = fmt::format("namespaces {}", fmt::join(unread, ", "));
    if (!where.all)
        out.gap += out.gap.empty() ? "namespaces whose names you may not list" : " and others you may not list";
    return out;
}

}  // namespace commands
