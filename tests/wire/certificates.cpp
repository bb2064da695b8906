#include "tests/wire/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

#include "controller/http/tls_material.h"

namespace wire {
namespace {

using http::Openssl;

void require(bool success) {
    if (!success) throw std::runtime_error("certificate: " + http::last_openssl_error());
}

std::string drain(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

Openssl<X509> begin(const std::string& common_name, EVP_PKEY* key) {
    static std::atomic<long> serial{1};
    Openssl<X509> certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
    require(X509_set_pubkey(certificate.get(), key) == 1);
    return certificate;
}

KeyPair to_pem(X509* certificate, EVP_PKEY* key) {
    const Openssl<BIO> cert(BIO_new(BIO_s_mem()));
    const Openssl<BIO> secret(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_X509(cert.get(), certificate) == 1);
    require(PEM_write_bio_PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return {drain(cert.get()), drain(secret.get())};
}

}  // namespace

Authority::Authority(const std::string& name) : name_(name) {
    const Openssl<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Openssl<X509> certificate = begin(name, key.get());
    require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())) == 1);
    add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
    own_ = to_pem(certificate.get(), key.get());
}

KeyPair Authority::issue(const LeafOptions& options) const {
    const Openssl<X509> issuer = std::move(http::parse_certificates(own_.cert_pem, "CA").front());
    const Openssl<EVP_PKEY> issuer_key = http::parse_private_key(own_.key_pem);
    const Openssl<EVP_PKEY> key(options.rsa_bits > 0 ? EVP_RSA_gen(options.rsa_bits) : EVP_EC_gen("P-256"));
    const Openssl<X509> certificate = begin(options.common_name, key.get());
    require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get())) == 1);
    add_extension(certificate.get(), issuer.get(), NID_ext_key_usage, options.for_client ? "clientAuth" : "serverAuth");
    std::string names;
    for (const std::string& name : options.alternative_names) names += (names.empty() ? "" : ",") + name;
    if (!names.empty()) add_extension(certificate.get(), issuer.get(), NID_subject_alt_name, names);
    require(X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()) > 0);
    return to_pem(certificate.get(), key.get());
}

}  // namespace wire
