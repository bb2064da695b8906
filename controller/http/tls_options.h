#pragma once

#include <string>

namespace http {

// Whom a TLS connection trusts, and as whom it comes.
struct TlsOptions {
    std::string ca_bundle_pem{};    // replaces the system's roots where not empty
    std::string client_cert_pem{};  // chain, leaf first; with client_key_pem
    std::string client_key_pem{};
    std::string server_name{};          // SNI and the name that is verified; default: the URL's host
    bool insecure_skip_verify = false;  // kubeconfig's own word; nothing else sets it
};

}  // namespace http
