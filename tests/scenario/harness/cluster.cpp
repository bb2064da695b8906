#include "tests/scenario/harness/cluster.h"

#include "controller/base/error.h"
#include "controller/base/random.h"
#include "controller/kube/base64.h"
#include "controller/kube/connection.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/temporary_folder.h"

namespace scenario {

namespace {

constexpr auto kAdministrator = "scenario-test";

kube::Config load_environment() {
    if (base::process_environment("KUBECONFIG").empty()) {
        throw std::runtime_error("KUBECONFIG is not set: ./dev test scenario starts a control plane for these tests");
    }
    return kube::load_config("", "", base::process_environment);
}

}  // namespace

Cluster& Cluster::shared() {
    static Cluster cluster;
    return cluster;
}

Cluster::Cluster() : config_(load_environment()) {
    kube::Connection::Options options;
    options.user_agent = kAdministrator;
    auto connection = std::make_shared<kube::Connection>(config_, options, base::system_clock());
    client_ = std::make_unique<kube::Client>(std::move(connection), base::open_fence());
    install();
}

std::string Cluster::ca() const { return config_.ca_data.empty() ? read_text(config_.ca_file) : config_.ca_data; }

json Cluster::create(const kube::Resource& resource, const json& object) const {
    return client_->create(resource, object.at("metadata").value("namespace", ""), object, {});
}

std::optional<json> Cluster::find(const kube::Resource& resource, const kube::ObjectKey& key) const {
    return client_->get(resource, key, {});
}

json Cluster::read(const kube::Resource& resource, const kube::ObjectKey& key) const {
    auto found = find(resource, key);
    if (!found) throw std::runtime_error(resource.kind + " " + key.to_string() + " does not exist");
    return std::move(*found);
}

json Cluster::patch(const kube::Resource& resource, const kube::ObjectKey& key, const json& merge) const {
    return client_->merge_patch(resource, key, merge, {});
}

json Cluster::patch_status(const kube::Resource& resource, const kube::ObjectKey& key, const json& merge) const {
    auto object = read(resource, key);
    object["status"].merge_patch(merge);
    return client_->update_status(resource, key, object, {});
}

bool Cluster::remove(const kube::Resource& resource, const kube::ObjectKey& key, const std::string& propagation) const {
    kube::RemoveOptions options;
    options.propagation_policy = propagation;
    return client_->remove(resource, key, options, {});
}

std::vector<json> Cluster::list(const kube::Resource& resource, const std::string& namespace_name) const {
    return client_->list(resource, namespace_name, "", {}).at("items").get<std::vector<json>>();
}

json Cluster::apply(const kube::Resource& resource, const json& object, const std::string& manager) const {
    const auto& metadata = object.at("metadata");
    return client_->apply(resource, {metadata.value("namespace", ""), metadata.at("name").get<std::string>()}, object,
                          {.field_manager = manager}, {});
}

void Cluster::dry_run(const kube::Resource& resource, const json& object) const {
    const auto& metadata = object.at("metadata");
    client_->apply(resource, {metadata.value("namespace", ""), metadata.at("name").get<std::string>()}, object,
                   {.field_manager = kAdministrator, .force = true, .dry_run = true}, {});
}

std::string Cluster::token(const std::string& namespace_name, const std::string& account) const {
    const json request = {
        {"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", {{"expirationSeconds", 3600}}}};
    const auto path = "/api/v1/namespaces/" + namespace_name + "/serviceaccounts/" + account + "/token";
    return client_->post(path, request, {}).at("status").at("token");
}

void Cluster::create_namespace(const std::string& name, const json& labels) const {
    create(kube::namespaces(),
           {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}, {"labels", labels}}}});
}

void Cluster::discard_namespace(const std::string& name) const {
    client_->remove(kube::namespaces(), {"", name}, {}, {});
    for (const auto* resource : {&common::provisioning_keys(), &common::zpa_tenants()}) {
        for (const auto& object : list(*resource, name)) {
            const auto& metadata = object.at("metadata");
            if (!metadata.contains("finalizers")) continue;
            try {
                patch(*resource, {name, metadata.at("name").get<std::string>()},
                      {{"metadata", {{"finalizers", nullptr}}}});
            } catch (const base::Error& error) {
                if (error.kind() != base::ErrorKind::NotFound) throw;
            }
        }
    }
}

std::string condition(const json& object, const std::string& type) {
    for (const auto& one : object.value("/status/conditions"_json_pointer, json::array())) {
        if (one.at("type") == type) return one.at("status");
    }
    return "";
}

namespace {

std::string field_of_condition(const json& object, const std::string& type, const char* field) {
    for (const auto& one : object.value("/status/conditions"_json_pointer, json::array())) {
        if (one.at("type") == type) return one.at(field);
    }
    return "";
}

}  // namespace

std::string reason(const json& object, const std::string& type) { return field_of_condition(object, type, "reason"); }
std::string message(const json& object, const std::string& type) { return field_of_condition(object, type, "message"); }

bool is_ready(const json& object) {
    for (const auto& one : object.value("/status/conditions"_json_pointer, json::array())) {
        if (one.at("type") != "Ready") continue;
        return one.at("status") == "True" &&
               one.value("observedGeneration", 0) == object.at("metadata").at("generation");
    }
    return false;
}

std::string entry(const json& secret, const std::string& key) {
    const auto data = secret.value("data", json::object());
    return data.contains(key) ? kube::base64_decode(data.at(key).get<std::string>()).value_or("") : "";
}

std::string random_suffix() {
    auto text = base::system_random().alphanumeric(8);
    for (auto& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return text;
}

}  // namespace scenario
