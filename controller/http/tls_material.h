#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// Certificates, keys and trust stores as OpenSSL objects that release themselves. All of them may be shared by any
// number of threads and connections. Errors are Error(Config) and never quote what was read.

struct OpensslDeleter {
    void operator()(X509* object) const { X509_free(object); }
    void operator()(X509_STORE* object) const { X509_STORE_free(object); }
    void operator()(EVP_PKEY* object) const { EVP_PKEY_free(object); }
    void operator()(BIO* object) const { BIO_free(object); }
};
template <typename Object>
using Openssl = std::unique_ptr<Object, OpensslDeleter>;

// All certificates of a PEM text, at least one. `what` names the text in errors ("CA bundle").
std::vector<Openssl<X509>> parse_certificates(std::string_view pem, const std::string& what);

// An unencrypted private key. Never asks for a passphrase on the terminal, which is OpenSSL's own default.
Openssl<EVP_PKEY> parse_private_key(std::string_view pem);

// A store that trusts the certificates of `bundle_pem` and nothing else.
std::shared_ptr<X509_STORE> make_trust_store(std::string_view bundle_pem);

// The machine's public roots: SSL_CERT_FILE, else Debian's bundle. Parsed when first needed and shared from then on:
// some 140 certificates are 40 ms and 800 kB, too much to pay for each connection.
std::shared_ptr<X509_STORE> public_roots();

// OpenSSL's own words for its last error, and none of them left for the next caller to find.
std::string last_openssl_error();

}  // namespace http
