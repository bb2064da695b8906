#include "controller/kube/tls_files.h"

#include <tuple>

#include "controller/base/error.h"
#include "controller/base/file.h"

namespace kube {
namespace {

std::string data_or_file(const std::string& data, const std::string& path) {
    if (!data.empty() || path.empty()) return data;
    auto text = base::read_file(path);
    if (text.empty()) throw base::Error(base::ErrorKind::Config, path + ": is empty");
    return text;
}

}  // namespace

http::TlsOptions read_tls(const Config& config) {
    http::TlsOptions tls;
    tls.ca_bundle_pem = data_or_file(config.ca_data, config.ca_file);
    tls.client_cert_pem = data_or_file(config.client_cert_data, config.client_cert_file);
    tls.client_key_pem = data_or_file(config.client_key_data, config.client_key_file);
    tls.server_name = config.tls_server_name;
    tls.insecure_skip_verify = config.insecure_skip_verify;
    return tls;
}

bool has_tls_files(const Config& config) {
    return (config.ca_data.empty() && !config.ca_file.empty()) ||
           (config.client_cert_data.empty() && !config.client_cert_file.empty()) ||
           (config.client_key_data.empty() && !config.client_key_file.empty());
}

bool same_tls(const http::TlsOptions& left, const http::TlsOptions& right) {
    const auto parts = [](const http::TlsOptions& tls) {
        return std::tie(tls.ca_bundle_pem, tls.client_cert_pem, tls.client_key_pem, tls.server_name,
                        tls.insecure_skip_verify);
    };
    return parts(left) == parts(right);
}

}  // namespace kube
