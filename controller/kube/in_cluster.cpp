#include <filesystem>

#include "controller/base/ascii.h"
#include "controller/base/file.h"
#include "controller/kube/config.h"

namespace kube {
namespace {

// The HTTP library cannot connect to an IPv6 literal. The API server has this name in every cluster, and in its
// certificate.
constexpr auto kServiceName = "kubernetes.default.svc";

bool is_ipv6(const std::string& host) { return host.find(':') != std::string::npos; }

}  // namespace

std::optional<Config> load_in_cluster(const base::Environment& environment, const std::string& directory) {
    const auto host = environment("KUBERNETES_SERVICE_HOST");
    const auto port = environment("KUBERNETES_SERVICE_PORT");
    const auto token_file = directory + "/token";
    std::error_code error;
    if (host.empty() || port.empty() || !std::filesystem::exists(token_file, error)) return std::nullopt;

    Config config;
    config.server = "https://" + (is_ipv6(host) ? kServiceName : host) + ":" + port;
    config.token_file = token_file;
    config.source = "in-cluster";
    if (const auto ca_file = directory + "/ca.crt"; std::filesystem::exists(ca_file, error)) config.ca_file = ca_file;
    if (const auto name_file = directory + "/namespace"; std::filesystem::exists(name_file, error)) {
        config.namespace_name = base::trimmed_end(base::read_file(name_file, 256), " \r\n");
    }
    return config;
}

}  // namespace kube
