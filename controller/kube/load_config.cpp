#include <algorithm>
#include <filesystem>
#include <utility>

#include "controller/base/error.h"
#include "controller/kube/config.h"

namespace kube {
namespace {

std::vector<std::string> split_list(const std::string& list) {
    std::vector<std::string> paths;
    std::size_t begin = 0;
    while (begin <= list.size()) {
        const auto end = std::min(list.find(':', begin), list.size());
        if (end > begin) paths.push_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return paths;
}

}  // namespace

Config load_config(const std::string& explicit_path, const std::string& context, const base::Environment& environment) {
    if (!explicit_path.empty()) return load_kubeconfig({explicit_path}, context);
    if (const auto paths = split_list(environment("KUBECONFIG")); !paths.empty()) {
        return load_kubeconfig(paths, context);
    }
    // A context is a word of kubeconfigs: whoever names one does not mean the pod's own account.
    if (context.empty()) {
        if (auto config = load_in_cluster(environment)) return std::move(*config);
    }
    const auto home = environment("HOME");
    const auto path = home + "/.kube/config";
    std::error_code error;
    if (!home.empty() && std::filesystem::exists(path, error)) return load_kubeconfig({path}, context);

    const bool in_pod = !environment("KUBERNETES_SERVICE_HOST").empty();
    throw base::Error(base::ErrorKind::Config,
                      "no way to the API server: no kubeconfig was named, KUBECONFIG is not set, " +
                          std::string(in_pod ? "the pod has no service account token (automountServiceAccountToken?)"
                                             : "this is no pod (KUBERNETES_SERVICE_HOST is not set)") +
                          ", and " + (home.empty() ? "HOME is not set" : path + " does not exist"));
}

}  // namespace kube
