#include "tests/zpa_simulator/tokens.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

std::string signature(const std::string& key, const std::string& content) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(content.data()),
         content.size(), bytes, &length);
    return {reinterpret_cast<const char*>(bytes), length};
}

}  // namespace

Tokens::Tokens(Clock& clock) : clock_(clock), key_(random_bytes(32)) {}

std::string Tokens::issue(const Client& client, SignIn kind, std::int64_t seconds) {
    const auto now = clock_.seconds();
    const nlohmann::ordered_json header{{"alg", "HS256"}, {"typ", "JWT"}};
    const nlohmann::ordered_json payload{{"sub", client.id},
                                         {"iss", kind == SignIn::oneapi ? "https://zslogin.net" : "zpa"},
                                         {"aud", "https://api.zscaler.com"},
                                         {"iat", now},
                                         {"exp", now + seconds},
                                         {"jti", random_hex(16)}};
    const auto content = base64url(header.dump()) + "." + base64url(payload.dump());
    const auto token = content + "." + base64url(signature(key_, content));

    const std::lock_guard lock(mutex_);
    std::erase_if(issued_, [&](const auto& entry) { return entry.second.expires <= now; });
    secrets_.insert(token);
    issued_[token] = {client.id, kind, now + seconds};
    return token;
}

std::optional<std::string> Tokens::holder(const std::string& token, SignIn kind) {
    const std::lock_guard lock(mutex_);
    const auto found = issued_.find(token);
    if (found == issued_.end() || found->second.kind != kind || found->second.expires <= clock_.seconds())
        return std::nullopt;
    return found->second.client;
}

void Tokens::remember(const std::string& secret) {
    const std::lock_guard lock(mutex_);
    secrets_.insert(secret);
}

std::set<std::string> Tokens::secrets() const {
    const std::lock_guard lock(mutex_);
    return secrets_;
}

void Tokens::revoke(const std::string& token) {
    const std::lock_guard lock(mutex_);
    issued_.erase(token);
}

void Tokens::revoke_of(const std::string& client) {
    const std::lock_guard lock(mutex_);
    std::erase_if(issued_, [&](const auto& entry) { return entry.second.client == client; });
}

void Tokens::revoke_all() {
    const std::lock_guard lock(mutex_);
    issued_.clear();
}

}  // namespace simulator
