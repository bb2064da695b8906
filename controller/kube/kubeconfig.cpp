#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/json_tree.h"
#include "controller/http/url.h"
#include "controller/kube/base64.h"
#include "controller/kube/config.h"
#include "controller/kube/dns_name.h"
#include "controller/kube/fields.h"
#include "controller/kube/json_text.h"
#include "controller/kube/kubeconfig_files.h"

// What client-go's clientcmd makes of a context, with its validation.
namespace kube {
namespace {

using nlohmann::json;

std::string decoded(const Fields& fields, const char* name) {
    const auto text = fields.text(name);
    auto bytes = base64_decode(text);
    if (!bytes) fields.refuse(name, "not base64");
    return std::move(*bytes);
}

// One of NAME (a file) and NAME-data; client-go refuses both.
void read_file_or_data(const Fields& fields, const std::string& name, const std::string& file, std::string& path,
                       std::string& data) {
    const auto data_name = name + "-data";
    if (!fields.text(name.c_str()).empty() && !fields.text(data_name.c_str()).empty()) {
        fields.refuse(name, "set together with " + data_name + "; only one can hold");
    }
    data = decoded(fields, data_name.c_str());
    path = resolve_path(fields.text(name.c_str()), file);
}

void check_url(const Fields& fields, const char* name, const std::string& value) {
    std::string scheme;
    try {
        scheme = http::parse_url(value).scheme;
    } catch (const base::Error& error) {
        throw error.with_context(fields.where() + "." + name);
    }
    if (scheme != "https" && scheme != "http") fields.refuse(name, "must be an http or https URL");
}

void read_cluster(Config& config, const KubeconfigEntry& entry, const std::string& name) {
    const Fields fields(entry.value, entry.file + ": clusters[" + name + "]");
    config.server = fields.required_text("server");
    check_url(fields, "server", config.server);
    if (http::parse_url(config.server).host.find(':') != std::string::npos) {
        fields.refuse("server",
                      "is an IPv6 address, which the HTTP library cannot connect to: write a DNS name that "
                      "resolves to it, and where the certificate names only the address, say that in "
                      "tls-server-name");
    }
    read_file_or_data(fields, "certificate-authority", entry.file, config.ca_file, config.ca_data);
    config.tls_server_name = fields.text("tls-server-name");
    config.insecure_skip_verify = fields.flag("insecure-skip-tls-verify");
    if (config.insecure_skip_verify && !(config.ca_file.empty() && config.ca_data.empty())) {
        fields.refuse("insecure-skip-tls-verify", "set together with a certificate authority; only one can hold");
    }
    config.proxy_url = fields.text("proxy-url");
    if (!config.proxy_url.empty()) check_url(fields, "proxy-url", config.proxy_url);
}

// spec.cluster of KUBERNETES_EXEC_INFO; the bytes of a CA file are added when the plugin runs.
std::string cluster_info(const Config& config, const KubeconfigEntry& cluster) {
    json info = {{"server", config.server}, {"config", nullptr}};
    if (!config.ca_data.empty()) info["certificate-authority-data"] = base64_encode(config.ca_data);
    if (!config.tls_server_name.empty()) info["tls-server-name"] = config.tls_server_name;
    if (config.insecure_skip_verify) info["insecure-skip-tls-verify"] = true;
    if (!config.proxy_url.empty()) info["proxy-url"] = config.proxy_url;
    const auto& extensions = value_at(cluster.value, "extensions");
    if (extensions.is_array()) {
        for (const auto& extension : extensions) {
            if (text_at(extension, "name") == "client.authentication.k8s.io/exec") {
                info["config"] = value_at(extension, "extension");
            }
        }
    }
    return base::dump_json(info);
}

ExecConfig read_exec(const Fields& fields, const std::string& file) {
    ExecConfig exec;
    exec.api_version = fields.required_text("apiVersion");
    const bool v1 = exec.api_version == "client.authentication.k8s.io/v1";
    if (!v1 && exec.api_version != "client.authentication.k8s.io/v1beta1") {
        fields.refuse("apiVersion", "must be client.authentication.k8s.io/v1 or v1beta1");
    }
    exec.command = fields.required_text("command");
    if (exec.command.find('/') != std::string::npos) exec.command = resolve_path(exec.command, file);
    for (const auto& argument : fields.list("args")) {
        if (!argument.is_string()) fields.refuse("args", "expected strings (quote them)");
        exec.args.push_back(argument.get<std::string>());
    }
    for (const auto& item : fields.list("env")) {
        const Fields variable(item, fields.where() + ".env[" + std::to_string(exec.env.size()) + "]");
        exec.env.emplace_back(variable.required_text("name"), variable.text("value"));
    }
    exec.install_hint = fields.text("installHint");
    exec.provide_cluster_info = fields.flag("provideClusterInfo");
    const auto mode = fields.text("interactiveMode");
    if (mode.empty() && v1) fields.refuse("interactiveMode", "is missing (v1 requires it)");
    if (mode == "Always") fields.refuse("interactiveMode", "Always needs a terminal, which a controller lacks");
    if (!mode.empty() && mode != "Never" && mode != "IfAvailable") {
        fields.refuse("interactiveMode", "must be Never, IfAvailable or Always");
    }
    return exec;
}

void read_user(Config& config, const KubeconfigEntry& entry, const std::string& name) {
    const Fields fields(entry.value, entry.file + ": users[" + name + "]");
    for (const auto* field : {"as", "as-uid", "as-groups", "as-user-extra"}) {
        if (fields.has(field)) fields.refuse(field, "impersonation is refused: use credentials of the account itself");
    }
    if (fields.has("auth-provider")) {
        fields.refuse("auth-provider", "was removed from Kubernetes in 1.26: use an exec plugin");
    }
    read_file_or_data(fields, "client-certificate", entry.file, config.client_cert_file, config.client_cert_data);
    read_file_or_data(fields, "client-key", entry.file, config.client_key_file, config.client_key_data);
    const bool certificate = !config.client_cert_file.empty() || !config.client_cert_data.empty();
    const bool key = !config.client_key_file.empty() || !config.client_key_data.empty();
    if (certificate && !key) fields.refuse("client-key", "is missing: a client certificate needs its key");
    if (key && !certificate) fields.refuse("client-certificate", "is missing: a client key needs its certificate");
    config.token = fields.text("token");
    config.token_file = resolve_path(fields.text("tokenFile"), entry.file);
    config.username = fields.text("username");
    config.password = fields.text("password");
    const bool basic = !config.username.empty() || !config.password.empty();
    if (basic && config.username.empty()) fields.refuse("username", "is missing: a password needs it");
    if (basic && !(config.token.empty() && config.token_file.empty())) {
        fields.refuse("username", "set together with a token; only one can hold");
    }
    if (fields.has("exec")) config.exec = read_exec(fields.object("exec"), entry.file);
}

[[noreturn]] void refuse(const std::string& problem) { throw base::Error(base::ErrorKind::Config, problem); }

}  // namespace

Config load_kubeconfig(const std::vector<std::string>& paths, const std::string& context) {
    const auto files = read_kubeconfig_files(paths);
    const auto& name = context.empty() ? files.current_context : context;
    if (name.empty()) refuse(files.description + ": current-context: is missing; set it or name a context");
    const auto chosen = files.contexts.find(name);
    if (chosen == files.contexts.end()) refuse(files.description + ": contexts: there is none named " + name);
    const Fields fields(chosen->second.value, chosen->second.file + ": contexts[" + name + "]");

    Config config;
    config.source = files.description + ", context " + name;
    config.namespace_name = fields.text("namespace");
    if (!config.namespace_name.empty() && !is_dns_label(config.namespace_name)) {
        fields.refuse("namespace", "is no name of a namespace");
    }
    const auto cluster_name = fields.required_text("cluster");
    const auto cluster = files.clusters.find(cluster_name);
    if (cluster == files.clusters.end()) fields.refuse("cluster", "there is none named " + cluster_name);
    read_cluster(config, cluster->second, cluster_name);

    const auto user_name = fields.text("user");
    // Over plain http there is nobody whom credentials could be trusted to: client-go leaves them out, too.
    if (user_name.empty() || !config.server.starts_with("https://")) return config;
    const auto user = files.users.find(user_name);
    if (user == files.users.end()) fields.refuse("user", "there is none named " + user_name);
    read_user(config, user->second, user_name);
    if (config.exec && config.exec->provide_cluster_info) {
        config.exec->cluster_info_json = cluster_info(config, cluster->second);
    }
    return config;
}

}  // namespace kube
