#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

namespace zpa_test {

using Pkey = std::shared_ptr<EVP_PKEY>;

inline Pkey make_rsa(unsigned int bits) { return Pkey(EVP_RSA_gen(bits), &EVP_PKEY_free); }

inline const Pkey& rsa_2048() {  // made once: it takes a while
    static const Pkey key = make_rsa(2048);
    return key;
}

template <typename Write>
std::string pem_of(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    write(out.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

inline std::string pkcs8(const Pkey& key) {
    return pem_of([&](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}
inline std::string pkcs1(const Pkey& key) {
    return pem_of(
        [&](BIO* out) { PEM_write_bio_PrivateKey_traditional(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}
inline std::string public_pem(const Pkey& key) {
    return pem_of([&](BIO* out) { PEM_write_bio_PUBKEY(out, key.get()); });
}
inline std::string encrypted(const Pkey& key) {
    return pem_of([&](BIO* out) {
        const std::string pass = "pass";
        PEM_write_bio_PKCS8PrivateKey(out, key.get(), EVP_aes_128_cbc(), pass.data(), 4, nullptr, nullptr);
    });
}

}  // namespace zpa_test
