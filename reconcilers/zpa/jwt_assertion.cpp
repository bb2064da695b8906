#include "reconcilers/zpa/jwt_assertion.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "controller/base/error.h"
#include "controller/base/json_tree.h"

namespace zpa {
namespace {

constexpr int kMinRsaBits = 2048;
constexpr std::chrono::seconds kLifetime{600};

std::string base64url(const unsigned char* bytes, std::size_t size) {
    std::string text(4 * ((size + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    while (text.ends_with('=')) text.pop_back();
    for (char& c : text) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    return text;
}

std::string base64url(const std::string& text) {
    return base64url(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

[[noreturn]] void refuse(const char* why) {
    ERR_clear_error();
    throw base::Error(base::ErrorKind::Config, std::string("ZSCALER_PRIVATE_KEY ") + why);
}

// An encrypted key must not make OpenSSL ask on a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

JwtAssertion::JwtAssertion(std::string client_id, const std::string& private_key_pem)
    : client_id_(std::move(client_id)) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())), &BIO_free);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr);
    if (key == nullptr) refuse("is not an unencrypted private key in PEM");
    key_ = std::shared_ptr<void>(key, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); });
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) refuse("is not an RSA key");
    if (EVP_PKEY_get_bits(key) < kMinRsaBits) refuse("is shorter than 2048 bits");
}

std::string JwtAssertion::sign(base::WallTime now) const {
    const auto expires = std::chrono::duration_cast<std::chrono::seconds>((now + kLifetime).time_since_epoch());
    const nlohmann::json header = {{"alg", "RS256"}, {"typ", "JWT"}};
    const nlohmann::json claims = {
        {"iss", client_id_}, {"sub", client_id_}, {"aud", kOneApiAudience}, {"exp", expires.count()}};
    const std::string payload = base::dump_json(claims);
    const std::string signed_part = base64url(header.dump()) + "." + base64url(payload);

    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    auto* key = static_cast<EVP_PKEY*>(key_.get());
    const auto* data = reinterpret_cast<const unsigned char*>(signed_part.data());
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, data, signed_part.size()) != 1) {
        refuse("cannot sign");
    }
    std::vector<unsigned char> signature(size);
    if (EVP_DigestSign(context.get(), signature.data(), &size, data, signed_part.size()) != 1) refuse("cannot sign");
    return signed_part + "." + base64url(signature.data(), size);
}

}  // namespace zpa
