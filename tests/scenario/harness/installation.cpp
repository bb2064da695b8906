// What a cluster needs before the operator can run in it: Cluster's part that reads crds/ and helm/manifests.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "controller/base/error.h"
#include "controller/kube/yaml_guard.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/cluster.h"
#include "tests/scenario/harness/temporary_folder.h"
#include "tests/scenario/harness/wait.h"

namespace scenario {

namespace {

constexpr auto kManager = "scenario-test";
constexpr auto kInstalled = "scenario-test/installed";
const std::string kRbacFile = OP_SOURCE_DIR "/helm/manifests/rbac.yaml";

std::vector<std::string> crd_files() {
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(OP_SOURCE_DIR "/crds")) {
        if (file.path().extension() == ".yaml") files.push_back(file.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<json> documents(const std::string& path) {
    static const std::string separator = "\n---\n";
    const auto text = read_text(path);
    std::vector<json> out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(separator, begin), text.size());
        auto document = kube::yaml_to_json(text.substr(begin, end - begin), path);
        if (document.is_object()) out.push_back(std::move(document));
        begin = end == text.size() ? end : end + separator.size();
    }
    return out;
}

// Held by one process at a time; the kernel lets go of it whatever happens.
class ProcessLock {
public:
    ProcessLock() {
        const auto path =
            std::filesystem::temp_directory_path() / ("zpa-scenario-" + std::to_string(getuid()) + ".lock");
        file_ = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (file_ < 0 || flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + path.string());
    }
    ~ProcessLock() { close(file_); }
    ProcessLock(const ProcessLock&) = delete;
    ProcessLock& operator=(const ProcessLock&) = delete;

private:
    int file_;
};

}  // namespace

const kube::Resource& resource_of(const std::string& kind) {
    static const std::map<std::string, kube::Resource> known = {
        {"Namespace", kube::namespaces()},
        {"ServiceAccount", {"", "v1", "ServiceAccount", "serviceaccounts", true}},
        {"ResourceQuota", {"", "v1", "ResourceQuota", "resourcequotas", true}},
        {"ValidatingAdmissionPolicy",
         {"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", false}},
        {"ValidatingAdmissionPolicyBinding",
         {"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings",
          false}},
        {"ClusterRole", {"rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false}},
        {"ClusterRoleBinding", {"rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false}},
        {"Role", {"rbac.authorization.k8s.io", "v1", "Role", "roles", true}},
        {"RoleBinding", {"rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true}},
        {"CustomResourceDefinition",
         {"apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false}},
        {"ZPATenant", common::zpa_tenants()},
        {"ProvisioningKey", common::provisioning_keys()},
    };
    return known.at(kind);
}

void Cluster::apply_file(const std::string& path) const {
    for (const auto& object : documents(path)) apply(resource_of(object.at("kind")), object, kManager);
}

void Cluster::install() const {
    auto all = read_text(kRbacFile);
    for (const auto& file : crd_files()) all += read_text(file);
    const auto version = std::to_string(std::hash<std::string>{}(all));
    const auto installed = [&] {
        const auto found = find(kube::namespaces(), {"", kOperatorNamespace});
        return found && found->at("metadata").value("annotations", json::object()).value(kInstalled, "") == version;
    };
    if (installed()) return;
    const ProcessLock lock;
    if (installed()) return;
    for (const auto& file : crd_files()) apply_file(file);
    apply_file(kRbacFile);
    for (const auto* resource : {&common::zpa_tenants(), &common::provisioning_keys()}) {
        wait_for(resource->kind + " is served", [&] {
            try {
                list(*resource, kOperatorNamespace);
                return true;
            } catch (const base::Error&) {
                return false;
            }
        });
    }
    patch(kube::namespaces(), {"", kOperatorNamespace}, {{"metadata", {{"annotations", {{kInstalled, version}}}}}});
}

void Cluster::install_roles(const std::string& namespace_name, const std::string& account_namespace) const {
    json rules = json::array();
    for (const auto& object : documents(kRbacFile)) {
        const auto& name = object.at("metadata").at("name");
        if (name != "zpa-operator" && name != "zpa-operator-leader-election") continue;
        for (const auto& rule : object.value("rules", json::array())) {
            if (rule.at("resources") != json::array({"namespaces"})) rules.push_back(rule);
        }
    }
    const auto named = [&](const char* kind, const char* version) {
        return json{{"apiVersion", version},
                    {"kind", kind},
                    {"metadata", {{"name", kOperatorAccount}, {"namespace", namespace_name}}}};
    };
    if (account_namespace.empty()) create(resource_of("ServiceAccount"), named("ServiceAccount", "v1"));
    auto role = named("Role", "rbac.authorization.k8s.io/v1");
    role["rules"] = rules;
    create(resource_of("Role"), role);
    auto binding = named("RoleBinding", "rbac.authorization.k8s.io/v1");
    binding["roleRef"] = {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", kOperatorAccount}};
    binding["subjects"] = {{{"kind", "ServiceAccount"},
                            {"name", kOperatorAccount},
                            {"namespace", account_namespace.empty() ? namespace_name : account_namespace}}};
    create(resource_of("RoleBinding"), binding);
}

}  // namespace scenario
