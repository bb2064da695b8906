#include "tests/zpa_simulator/certificates.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace simulator {

namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Pkey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Deleter<X509_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

template <class T>
T check(T result) {
    if (!result) throw std::runtime_error("OpenSSL could not make a certificate");
    return result;
}

std::string text_of(const Bio& bio) {
    std::string out(BIO_ctrl_pending(bio.get()), '\0');
    out.resize(static_cast<std::size_t>(std::max(0, BIO_read(bio.get(), out.data(), static_cast<int>(out.size())))));
    return out;
}

Bio reader(const std::string& pem) { return Bio{check(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())))}; }

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>> extension{
        check(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()))};
    check(X509_add_ext(certificate, extension.get(), -1));
}

Cert blank(const std::string& common_name, EVP_PKEY* key) {
    Cert certificate{check(X509_new())};
    check(X509_set_version(certificate.get(), 2));
    unsigned char serial[16];
    check(RAND_bytes(serial, sizeof serial) == 1);
    serial[0] &= 0x7f;
    std::unique_ptr<BIGNUM, Deleter<BN_free>> number{check(BN_bin2bn(serial, sizeof serial, nullptr))};
    check(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())));
    check(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400));
    check(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3650L * 86'400));
    check(X509_set_pubkey(certificate.get(), key));
    auto* name = X509_get_subject_name(certificate.get());
    check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0));
    return certificate;
}

KeyPair written(X509* certificate, EVP_PKEY* key) {
    Bio cert_out{check(BIO_new(BIO_s_mem()))};
    Bio key_out{check(BIO_new(BIO_s_mem()))};
    check(PEM_write_bio_X509(cert_out.get(), certificate));
    check(PEM_write_bio_PKCS8PrivateKey(key_out.get(), key, nullptr, nullptr, 0, nullptr, nullptr));
    return {text_of(cert_out), text_of(key_out)};
}

Pkey new_key() { return Pkey{check(EVP_EC_gen("P-256"))}; }

bool is_address(const std::string& name) {
    return name.find(':') != std::string::npos ||
           std::all_of(name.begin(), name.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

}  // namespace

KeyPair make_authority(const std::string& common_name) {
    const auto key = new_key();
    const auto certificate = blank(common_name, key.get());
    check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())));
    add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
    check(X509_sign(certificate.get(), key.get(), EVP_sha256()));
    return written(certificate.get(), key.get());
}

KeyPair make_server_certificate(const KeyPair& authority, const std::vector<std::string>& names) {
    const Cert issuer{check(PEM_read_bio_X509(reader(authority.certificate).get(), nullptr, nullptr, nullptr))};
    const Pkey issuer_key{check(PEM_read_bio_PrivateKey(reader(authority.key).get(), nullptr, nullptr, nullptr))};
    const auto key = new_key();
    const auto certificate = blank(names.empty() ? "localhost" : names.front(), key.get());
    check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get())));
    std::string alternatives;
    for (const auto& name : names) {
        alternatives += (alternatives.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
    }
    add_extension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
    add_extension(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid");
    if (!alternatives.empty()) add_extension(certificate.get(), issuer.get(), NID_subject_alt_name, alternatives);
    check(X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()));
    return written(certificate.get(), key.get());
}

std::vector<std::string> served_names() {
    return {"localhost", "127.0.0.1", "::1", "host.docker.internal", "zpa-simulator",
            // legacy clouds
            "config.private.zscaler.com", "config.zpatwo.net", "config.zpabeta.net", "config.zpagov.net",
            "config.zpagov.us", "config.zpapreview.net", "config.qa.zpath.net", "pdx2-zpa-config.qa2.zpath.net",
            "public-api.dev.zpath.net", "authn1.dev.zpath.net",
            // OneAPI and its sign-in
            "api.zsapi.net", "api.beta.zsapi.net", "api.zscaler.zsapi.net", "api.zscalerone.zsapi.net",
            "api.zscalertwo.zsapi.net", "api.zscalerthree.zsapi.net", "api.zscalerbeta.zsapi.net", "api.zscalergov.net",
            "api.zscalergov.us", "*.zslogin.net", "*.zsloginbeta.net", "*.zsloginzscaler.net",
            "*.zsloginzscalerone.net", "*.zsloginzscalertwo.net", "*.zsloginzscalerthree.net",
            "*.zsloginzscalerbeta.net", "*.zidentitygov.net", "*.zidentitygov.us",
            // enrolment
            "api.private.zscaler.com"};
}

}  // namespace simulator
