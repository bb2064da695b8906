#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controller/kube/client.h"
#include "controller/kube/config.h"

namespace scenario {

using nlohmann::json;

// The control plane of KUBECONFIG as its administrator sees it, with our CRDs and the operator's RBAC installed. One a
// process, shared by everything in it; other processes may use the same control plane at the same time.
// Errors are base::Error. Threads: any.
class Cluster {
public:
    static Cluster& shared();

    const kube::Client& client() const { return *client_; }
    const kube::Config& config() const { return config_; }
    std::string ca() const;  // PEM

    json create(const kube::Resource& resource, const json& object) const;  // the namespace is metadata's
    std::optional<json> find(const kube::Resource& resource, const kube::ObjectKey& key) const;
    json read(const kube::Resource& resource, const kube::ObjectKey& key) const;
    json patch(const kube::Resource& resource, const kube::ObjectKey& key, const json& merge) const;
    json patch_status(const kube::Resource& resource, const kube::ObjectKey& key, const json& merge) const;
    bool remove(const kube::Resource& resource, const kube::ObjectKey& key, const std::string& propagation = "") const;
    std::vector<json> list(const kube::Resource& resource, const std::string& namespace_name) const;
    // A server-side apply that stores nothing: what the API server says to an object.
    void dry_run(const kube::Resource& resource, const json& object) const;
    json apply(const kube::Resource& resource, const json& object, const std::string& manager) const;

    // What a pod of that service account would be given.
    std::string token(const std::string& namespace_name, const std::string& account) const;

    void create_namespace(const std::string& name, const json& labels = json::object()) const;
    // Takes the finalizers off whatever the operator left and has the namespace deleted, without waiting for it.
    void discard_namespace(const std::string& name) const;
    // The operator's account with Roles in that namespace alone, as --namespaces needs it; made from the same rules.
    // With `account_namespace` they are for the account of that other namespace.
    void install_roles(const std::string& namespace_name, const std::string& account_namespace = "") const;

private:
    Cluster();
    void install() const;
    void apply_file(const std::string& path) const;

    const kube::Config config_;
    std::unique_ptr<kube::Client> client_;
};

// The operator's account as the manifests make it.
inline constexpr auto kOperatorNamespace = "zpa-operator";
inline constexpr auto kOperatorAccount = "zpa-operator";

// `status` of the condition with that type, "" where there is none; its reason; its message.
std::string condition(const json& object, const std::string& type);
std::string reason(const json& object, const std::string& type = "Ready");
std::string message(const json& object, const std::string& type = "Ready");
// Ready, and for this very spec.
bool is_ready(const json& object);
// An entry of a Secret, decoded; "" where there is none.
std::string entry(const json& secret, const std::string& key);

const kube::Resource& resource_of(const std::string& kind);

// Letters and digits that no other test has.
std::string random_suffix();

}  // namespace scenario
