#pragma once

#include <string>
#include <vector>

namespace simulator {

struct KeyPair {
    std::string certificate;  // PEM
    std::string key;          // PEM, PKCS#8
};

// P-256 certificates valid from a day ago for ten years. Throw std::runtime_error when OpenSSL refuses.
[[nodiscard]] KeyPair make_authority(const std::string& common_name);
[[nodiscard]] KeyPair make_server_certificate(const KeyPair& authority, const std::vector<std::string>& names);

// Loopback and every host name of ZPA's clouds that a client may have built in, so that name resolution alone sends it
// here.
[[nodiscard]] std::vector<std::string> served_names();

}  // namespace simulator
