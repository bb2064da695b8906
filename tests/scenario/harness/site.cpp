#include "tests/scenario/harness/site.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "reconcilers/common/api.h"

namespace scenario {

namespace {

constexpr auto kLabel = "scenario";  // of namespaces and tenants, so that an operator can tell them from others'

const kube::Resource& keys() { return common::provisioning_keys(); }
const kube::Resource& tenants() { return common::zpa_tenants(); }

// As wait_for(), of one object; the failure shows how it stood.
json wait_for_object(const Cluster& cluster, const kube::Resource& resource, const kube::ObjectKey& name,
                     const std::string& what, const Site::Predicate& so) {
    std::optional<json> last;
    try {
        wait_for(what, [&] { return (last = cluster.find(resource, name)) && so(*last); });
    } catch (const Unmet& unmet) {
        throw Unmet(fmt::format("{}, of {} {}, which {}", unmet.what(), resource.kind, name.to_string(),
                                last ? "stands at\n" + last->dump(1) : "is not there"));
    }
    return *last;
}

}  // namespace

Site::Site(std::shared_ptr<Zpa> shared) : ns("scenario-" + random_suffix()), zpa_(std::move(shared)) {
    cluster.create_namespace(ns, {{kLabel, ns}});
}

void Site::discard() const { cluster.discard_namespace(ns); }

json Site::tenant_object(const json& spec, const std::string& name) const {
    json object = {{"apiVersion", tenants().api_version()},
                   {"kind", tenants().kind},
                   {"metadata", {{"name", name}, {"namespace", ns}, {"labels", {{kLabel, ns}}}}},
                   {"spec",
                    {{"credentialsSecretRef", {{"name", "zpa-credentials"}}},
                     {"endpoint", zpa.endpoint()},
                     {"pollInterval", "1s"},
                     {"limits", {{"reads", 10000}, {"writes", 10000}}}}}};
    object["spec"].merge_patch(spec);
    return object;
}

json Site::create_tenant(const json& spec, const std::string& name) {
    const auto object = tenant_object(spec, name);
    const auto credentials = object.at("spec").at("credentialsSecretRef").at("name").get<std::string>();
    if (!secret(credentials)) create_credentials(json::object(), credentials);
    return cluster.create(tenants(), object);
}

void Site::create_credentials(const json& changes, const std::string& name) {
    auto entries = zpa.credentials();
    entries.merge_patch(changes);
    cluster.create(kube::secrets(), {{"apiVersion", "v1"},
                                     {"kind", "Secret"},
                                     {"metadata", {{"name", name}, {"namespace", ns}}},
                                     {"stringData", entries}});
}

void Site::change_credentials(const json& changes, const std::string& name) {
    cluster.patch(kube::secrets(), {ns, name}, {{"stringData", changes}});
}

json Site::key_object(const std::string& name, const json& spec, const json& metadata) const {
    json object = {
        {"apiVersion", keys().api_version()},
        {"kind", keys().kind},
        {"metadata", {{"name", name}, {"namespace", ns}}},
        {"spec",
         {{"associationType", simulator::connector_group}, {"group", {{"name", Zpa::kGroup}}}, {"maxUsage", 5}}}};
    object["spec"].merge_patch(spec);
    object["metadata"].merge_patch(metadata);
    return object;
}

json Site::create_key(const std::string& name, const json& spec, const json& metadata) {
    return cluster.create(keys(), key_object(name, spec, metadata));
}

json Site::key(const std::string& name) const { return cluster.read(keys(), {ns, name}); }

json Site::tenant(const std::string& name) const { return cluster.read(tenants(), {ns, name}); }

std::optional<json> Site::secret(const std::string& name) const { return cluster.find(kube::secrets(), {ns, name}); }

std::string Site::value(const std::string& secret_name, const std::string& entry_name) const {
    const auto found = secret(secret_name);
    return found ? entry(*found, entry_name) : "";
}

void Site::edit_key(const std::string& name, const json& spec) { cluster.patch(keys(), {ns, name}, {{"spec", spec}}); }

void Site::edit_tenant(const json& spec, const std::string& name) {
    cluster.patch(tenants(), {ns, name}, {{"spec", spec}});
}

void Site::annotate_key(const std::string& name, const std::string& annotation, const json& text) {
    cluster.patch(keys(), {ns, name}, {{"metadata", {{"annotations", {{annotation, text}}}}}});
}

void Site::delete_key(const std::string& name, const std::string& propagation) {
    cluster.remove(keys(), {ns, name}, propagation);
}

void Site::delete_tenant(const std::string& name) { cluster.remove(tenants(), {ns, name}); }

json Site::wait_for_key(const std::string& name, const std::string& what, const Predicate& so) const {
    return wait_for_object(cluster, keys(), {ns, name}, what, so);
}

json Site::wait_ready(const std::string& name) const { return wait_for_key(name, "Ready", is_ready); }

json Site::wait_reason(const std::string& name, const std::string& why, const std::string& type) const {
    return wait_for_key(name, type + " with reason " + why, [&](const json& object) {
        return reason(object, type) == why &&
               object.at("status").at("observedGeneration") == object.at("metadata").at("generation");
    });
}

void Site::wait_gone(const std::string& name) const {
    std::optional<json> last;
    try {
        wait_for("gone", [&] { return !(last = cluster.find(keys(), {ns, name})); });
    } catch (const Unmet& unmet) {
        throw Unmet(fmt::format("{}: ProvisioningKey {}, which stands at\n{}", unmet.what(), name, last->dump(1)));
    }
}

json Site::wait_for_tenant(const std::string& what, const Predicate& so, const std::string& name) const {
    return wait_for_object(cluster, tenants(), {ns, name}, what, so);
}

json Site::wait_tenant_ready(const std::string& name) const { return wait_for_tenant("Ready", is_ready, name); }

json Site::wait_tenant_reason(const std::string& why, const std::string& name) const {
    return wait_for_tenant("Ready with reason " + why, [&](const json& object) { return reason(object) == why; }, name);
}

void Site::expect_whole(const std::string& name) const {
    const auto object = wait_ready(name);
    const auto in_zpa = zpa.only_key();
    EXPECT_EQ(in_zpa.name, name);
    EXPECT_EQ(object.at("status").at("id"), in_zpa.id);
    EXPECT_FALSE(object.at("status").contains("creation"));
    EXPECT_EQ(value(name), in_zpa.value);
}

std::vector<json> Site::events(const std::string& name, const std::string& why) const {
    std::vector<json> out;
    for (const auto& event : cluster.list(kube::events(), ns)) {
        const auto about = event.value("/regarding/name"_json_pointer, "");
        if (about == name && (why.empty() || event.value("reason", "") == why)) out.push_back(event);
    }
    return out;
}

json Site::wait_for_event(const std::string& name, const std::string& why) const {
    return *wait_for("an event " + why + " of " + name, [&] {
        const auto found = events(name, why);
        return found.empty() ? std::nullopt : std::optional(found.front());
    });
}

std::string Site::everything_readable() const {
    std::string out;
    for (const auto* resource : {&keys(), &tenants(), &kube::events()}) {
        for (const auto& object : cluster.list(*resource, ns)) out += object.dump() + '\n';
    }
    for (auto object : cluster.list(kube::secrets(), ns)) {
        object.erase("data");
        out += object.dump() + '\n';
    }
    for (const auto& object : cluster.list(kube::leases(), ns)) out += object.dump() + '\n';
    if (const auto lease = cluster.find(kube::leases(), {kOperatorNamespace, ns})) out += lease->dump() + '\n';
    return out;
}

}  // namespace scenario
