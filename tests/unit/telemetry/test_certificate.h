#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace tests {

struct PemPair {
    std::string cert, key;
};

// A certificate for `common_name`, signed by its own fresh key, good for an hour. With a passphrase the key is
// encrypted.
inline PemPair self_signed(const std::string& common_name, const std::string& passphrase = "") {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> cert(X509_new(), X509_free);
    X509_set_version(cert.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
    X509_set_pubkey(cert.get(), key.get());
    auto* name = X509_get_subject_name(cert.get());
    const std::basic_string<unsigned char> text(common_name.begin(), common_name.end());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text.data(), static_cast<int>(text.size()), -1, 0);
    X509_set_issuer_name(cert.get(), name);
    X509_sign(cert.get(), key.get(), EVP_sha256());

    const auto text_of = [](auto write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
        write(bio.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(bio.get(), &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    const auto* bytes = reinterpret_cast<const unsigned char*>(passphrase.data());
    const auto size = static_cast<int>(passphrase.size());
    return {text_of([&](BIO* bio) { PEM_write_bio_X509(bio, cert.get()); }), text_of([&](BIO* bio) {
                if (passphrase.empty()) {
                    PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                } else {
                    PEM_write_bio_PrivateKey(bio, key.get(), EVP_aes_256_cbc(), bytes, size, nullptr, nullptr);
                }
            })};
}

}  // namespace tests
