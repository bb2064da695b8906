#include "reconcilers/zpa/fingerprint.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "controller/base/error.h"

namespace zpa {

std::string fingerprint(std::string_view value) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(value.data(), value.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw base::Error(base::ErrorKind::Config, "OpenSSL has no SHA-256");
    }
    constexpr std::string_view kHex = "0123456789abcdef", kHash = "sha256:";
    std::string text(kHash.size() + 16, '\0');  // thousands are kept: one that grows would take more
    auto at = std::copy(kHash.begin(), kHash.end(), text.begin());
    for (std::size_t i = 0; i < 8; ++i) {
        *at++ = kHex[digest[i] >> 4];
        *at++ = kHex[digest[i] & 15];
    }
    return text;
}

}  // namespace zpa
