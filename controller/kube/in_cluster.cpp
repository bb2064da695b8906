#include <filesystem>

#include "controller/kube/config.h"
#include "controller/kube/kubeconfig_files.h"

namespace kube {
namespace {

std::string join_host_port(const std::string& host, const std::string& port) {
    const bool literal_v6 = host.find(':') != std::string::npos;
    return (literal_v6 ? "[" + host + "]" : host) + ":" + port;
}

std::string trimmed(std::string text) {
    text.resize(text.find_last_not_of(" \r\n") + 1);
    return text;
}

}  // namespace

std::optional<Config> load_in_cluster(const http::Environment& environment, const std::string& directory) {
    const auto host = environment("KUBERNETES_SERVICE_HOST");
    const auto port = environment("KUBERNETES_SERVICE_PORT");
    const auto token_file = directory + "/token";
    std::error_code error;
    if (host.empty() || port.empty() || !std::filesystem::exists(token_file, error)) return std::nullopt;

    Config config;
    config.server = "https://" + join_host_port(host, port);
    config.token_file = token_file;
    config.source = "in-cluster";
    if (const auto ca_file = directory + "/ca.crt"; std::filesystem::exists(ca_file, error)) config.ca_file = ca_file;
    if (const auto name_file = directory + "/namespace"; std::filesystem::exists(name_file, error)) {
        config.namespace_name = trimmed(read_file(name_file, 256));
    }
    return config;
}

}  // namespace kube
