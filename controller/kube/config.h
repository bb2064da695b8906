#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/base/environment.h"

namespace kube {

// An exec credential plugin (client.authentication.k8s.io/v1 or v1beta1).
struct ExecConfig {
    std::string api_version;
    std::string command;
    std::vector<std::string> args;
    std::vector<std::pair<std::string, std::string>> env;
    std::string install_hint;
    bool provide_cluster_info = false;
    std::string cluster_info_json;  // built where provide_cluster_info
};

// How to reach an API server and as whom: what a kubeconfig's context or a pod's service account comes to.
// Files are named, not read: Connection reads and re-reads them. *_data is decoded PEM and beats the file.
struct Config {
    std::string server;
    std::string ca_data, ca_file;
    std::string tls_server_name;
    bool insecure_skip_verify = false;
    std::string proxy_url;
    std::string client_cert_data, client_cert_file;
    std::string client_key_data, client_key_file;
    std::string token, token_file;
    std::string username, password;
    std::optional<ExecConfig> exec;
    std::string namespace_name;  // the context's, or the pod's; "" where none is said
    std::string source;          // "/path/kubeconfig, context NAME" or "in-cluster", for messages
};

// Order (controller-runtime): the explicit path, $KUBECONFIG (a list, merged: first wins), in-cluster, ~/.kube/config.
// `context` "" means current-context. Throws Error(Config) that names file and field; never a value.
Config load_config(const std::string& explicit_path, const std::string& context, const base::Environment& environment);

// The two halves, for tests and reuse.
Config load_kubeconfig(const std::vector<std::string>& paths, const std::string& context);
std::optional<Config> load_in_cluster(const base::Environment& environment,
                                      const std::string& directory = "/var/run/secrets/kubernetes.io/serviceaccount");

}  // namespace kube
