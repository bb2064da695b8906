#include "reconcilers/zpa/fingerprint.h"

#include <openssl/evp.h>

#include <array>

#include "controller/base/error.h"

namespace zpa {

std::string fingerprint(std::string_view value) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(value.data(), value.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw base::Error(base::ErrorKind::Config, "OpenSSL has no SHA-256");
    }
    constexpr const char* kHex = "0123456789abcdef";
    std::string text = "sha256:";
    for (std::size_t i = 0; i < 8; ++i) {
        text += kHex[digest[i] >> 4];
        text += kHex[digest[i] & 15];
    }
    return text;
}

}  // namespace zpa
