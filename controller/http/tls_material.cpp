#include "controller/http/tls_material.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include "controller/base/environment.h"
#include "controller/base/error.h"
#include "controller/base/mutex.h"

namespace http {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kLargestPem = std::size_t{4} << 20;

Openssl<BIO> open_text(std::string_view pem, const std::string& what) {
    if (pem.size() > kLargestPem) throw Error(ErrorKind::Config, what + " is larger than 4 MiB");
    Openssl<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (!bio) throw Error(ErrorKind::Config, what + ": " + last_openssl_error());
    return bio;
}

int no_passphrase(char*, int, int, void*) { return 0; }

std::shared_ptr<X509_STORE> new_store() {
    std::shared_ptr<X509_STORE> store(X509_STORE_new(), OpensslDeleter());
    if (!store) throw Error(ErrorKind::Config, "trust store: " + last_openssl_error());
    return store;
}

}  // namespace

std::string last_openssl_error() {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0) return "unknown reason";
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "OpenSSL error " + std::to_string(code);
}

std::vector<Openssl<X509>> parse_certificates(std::string_view pem, const std::string& what) {
    const Openssl<BIO> bio = open_text(pem, what);
    std::vector<Openssl<X509>> certificates;
    for (;;) {
        Openssl<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
        if (!certificate) break;
        certificates.push_back(std::move(certificate));
    }
    // The text ends where no further "-----BEGIN" is found; anything else is damage.
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const std::string reason = last_openssl_error();
    if (!at_end) throw Error(ErrorKind::Config, what + " holds a damaged certificate: " + reason);
    if (certificates.empty()) throw Error(ErrorKind::Config, what + " holds no PEM certificate");
    return certificates;
}

Openssl<EVP_PKEY> parse_private_key(std::string_view pem) {
    const Openssl<BIO> bio = open_text(pem, "client key");
    Openssl<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
    if (!key)
        throw Error(ErrorKind::Config, "client key is not an unencrypted PEM private key: " + last_openssl_error());
    return key;
}

std::shared_ptr<X509_STORE> make_trust_store(std::string_view bundle_pem) {
    const std::shared_ptr<X509_STORE> store = new_store();
    for (const auto& certificate : parse_certificates(bundle_pem, "CA bundle")) {
        if (X509_STORE_add_cert(store.get(), certificate.get()) != 1) {
            throw Error(ErrorKind::Config, "CA bundle: " + last_openssl_error());
        }
    }
    // Go trusts whatever the bundle holds, intermediates and leaves too, and bundles are written to suit kubectl.
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    return store;
}

std::shared_ptr<X509_STORE> public_roots() {
    static base::Mutex mutex;
    static std::shared_ptr<X509_STORE> roots OP_GUARDED_BY(mutex);
    const base::MutexLock lock(mutex);
    if (roots) return roots;
    std::string path = base::process_environment("SSL_CERT_FILE");
    if (path.empty()) path = "/etc/ssl/certs/ca-certificates.crt";
    const std::shared_ptr<X509_STORE> store = new_store();
    if (X509_STORE_load_file(store.get(), path.c_str()) != 1) {
        throw Error(ErrorKind::Config, "no public roots in " + path + " (" + last_openssl_error() +
                                           "): name a CA bundle, or set SSL_CERT_FILE to one");
    }
    return roots = store;
}

}  // namespace http
