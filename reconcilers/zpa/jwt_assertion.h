#pragma once

#include <memory>
#include <string>

#include "controller/base/clock.h"

namespace zpa {

inline constexpr const char* kOneApiAudience = "https://api.zscaler.com";

// Proves who we are to ZIdentity with a private key instead of a secret (RFC 7523): a JWT signed with RS256, valid for
// 600 s, without kid, iat, nbf and jti, as both official SDKs build it.
//
// Takes PEM in PKCS#1 or PKCS#8, unencrypted, RSA of 2048 bits or more; else Error(Config) that names the Secret's key.
// Threads: any.
class JwtAssertion {
public:
    JwtAssertion(std::string client_id, const std::string& private_key_pem);
    std::string sign(base::WallTime now) const;

private:
    std::string client_id_;
    std::shared_ptr<void> key_;  // EVP_PKEY
};

}  // namespace zpa
