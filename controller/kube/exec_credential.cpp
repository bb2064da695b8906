#include "controller/kube/exec_credential.h"

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/base/file.h"
#include "controller/base/json_tree.h"
#include "controller/base/redaction.h"
#include "controller/base/rfc3339.h"
#include "controller/base/utf8.h"
#include "controller/kube/base64.h"
#include "controller/kube/fields.h"
#include "controller/kube/json_text.h"
#include "controller/kube/subprocess.h"

namespace kube {
namespace {

using base::Error;
using base::ErrorKind;
using nlohmann::json;

std::string exec_info(const Config& config) {
    json spec = {{"interactive", false}};
    if (!config.exec->cluster_info_json.empty()) {
        spec["cluster"] = parse_json(config.exec->cluster_info_json, "cluster info");
        if (config.ca_data.empty() && !config.ca_file.empty()) {
            spec["cluster"]["certificate-authority-data"] = base64_encode(base::read_file(config.ca_file));
        }
    }
    return base::dump_json({{"apiVersion", config.exec->api_version}, {"kind", "ExecCredential"}, {"spec", spec}});
}

// The first line that a person wrote for people: nothing that terminals obey, 300 bytes at most.
std::string first_line(const std::string& text) {
    auto line = base::replace_unprintable(base::redaction().redact(text.substr(0, text.find('\n'))), '?');
    base::cut_utf8(line, 300);
    return line;
}

std::string hint(const ExecConfig& exec) {
    return exec.install_hint.empty() ? "" : " (" + first_line(exec.install_hint) + ")";
}

}  // namespace

ExecCredential run_exec_plugin(const Config& config, std::chrono::milliseconds timeout, std::stop_token stop) {
    const auto& exec = *config.exec;
    ProcessRequest request;
    request.arguments.push_back(exec.command);
    request.arguments.insert(request.arguments.end(), exec.args.begin(), exec.args.end());
    request.environment = exec.env;
    request.environment.emplace_back("KUBERNETES_EXEC_INFO", exec_info(config));
    request.timeout = timeout;
    try {
        const auto result = run_process(request, stop);
        if (result.exit_code != 0) {
            const auto said = first_line(result.error_output);
            throw Error(ErrorKind::Config, exec.command + ": exit code " + std::to_string(result.exit_code) +
                                               (said.empty() ? "" : ": " + said));
        }
        return parse_exec_credential(result.output, exec.api_version);
    } catch (const Error& error) {
        const bool may_pass = error.kind() == ErrorKind::Timeout || error.kind() == ErrorKind::Cancelled;
        const auto told = may_pass ? error : error.with_kind(ErrorKind::Config);
        throw told.with_context("credentials from exec plugin" + hint(exec));
    }
}

ExecCredential parse_exec_credential(std::string_view text, const std::string& api_version) {
    json answer;
    try {
        answer = parse_json(text, "answer");
    } catch (const Error& error) {
        throw error.with_kind(ErrorKind::Config);
    }
    const Fields root(answer, "answer");
    if (root.text("kind") != "ExecCredential") root.refuse("kind", "is not ExecCredential");
    if (root.text("apiVersion") != api_version) root.refuse("apiVersion", "is not " + api_version + ", as asked for");
    const auto status = root.object("status");
    ExecCredential credential;
    credential.token = status.text("token");
    credential.certificate_pem = status.text("clientCertificateData");
    credential.key_pem = status.text("clientKeyData");
    if (credential.certificate_pem.empty() != credential.key_pem.empty()) {
        status.refuse("clientKeyData", "certificate and key must come together");
    }
    if (credential.token.empty() && credential.key_pem.empty()) {
        status.refuse("token", "neither a token nor a certificate is there");
    }
    if (credential.token.find_first_of("\r\n") != std::string::npos) status.refuse("token", "has line breaks");
    if (const auto expires = status.text("expirationTimestamp"); !expires.empty()) {
        try {
            credential.expires = base::parse_rfc3339(expires);
        } catch (const Error&) {
            status.refuse("expirationTimestamp", "is no RFC 3339 time");
        }
    }
    return credential;
}

}  // namespace kube
