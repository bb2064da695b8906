#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "controller/base/mutex.h"
#include "controller/http/tls_material.h"
#include "controller/http/tls_options.h"

namespace http {

// What every TLS connection of one transport is set up with; everything is parsed once, here.
//
// Guarantees: TLS 1.2 or newer; the given roots replace all others; the peer's certificate must name `host` (or
// server_name) in its subjectAltName, as in Go: a name in the subject alone does not count.
// Threads: any. apply() hands each SSL_CTX what it needs; it may outlive this object.
class Tls {
public:
    // Throws Error(Config) for certificates and keys that cannot be used, those that OpenSSL finds too weak included.
    Tls(const TlsOptions& options, const std::string& host);

    void apply(SSL_CTX* context) const;
    const std::string& name() const { return name_; }     // sent as SNI and verified
    bool name_is_address() const { return is_address_; }  // addresses have no SNI (RFC 6066, 3)
    bool verifies() const { return verify_; }
    // Why the last handshake refused the peer's certificate, in OpenSSL's words; "" if it did not.
    std::string refusal() const;

private:
    struct Verdict {
        base::Mutex mutex;
        std::string text OP_GUARDED_BY(mutex);
    };
    static int verify(X509_STORE_CTX* chain, void*);

    std::string name_;
    bool is_address_;
    bool verify_;
    std::shared_ptr<X509_STORE> roots_;
    std::vector<Openssl<X509>> client_chain_;
    Openssl<EVP_PKEY> client_key_;
    std::shared_ptr<Verdict> verdict_ = std::make_shared<Verdict>();
};

}  // namespace http
