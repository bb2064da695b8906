#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "tests/zpa_simulator/clock.h"
#include "tests/zpa_simulator/model.h"

namespace simulator {

enum class SignIn { oneapi, legacy };

// The tokens that are out. They look like JWTs, since a client may read the expiry from one. Safe from any thread.
class Tokens {
public:
    explicit Tokens(Clock& clock);

    [[nodiscard]] std::string issue(const Client& client, SignIn kind, std::int64_t seconds);

    // The client that holds it; nothing when it is unknown, expired, or was got by the other way of signing in.
    [[nodiscard]] std::optional<std::string> holder(const std::string& token, SignIn kind);

    void revoke(const std::string& token);
    void revoke_of(const std::string& client);
    void revoke_all();

    // Every token ever issued, and every assertion shown to it: whoever logs one of them has made a mistake.
    void remember(const std::string& secret);
    [[nodiscard]] std::set<std::string> secrets() const;

private:
    struct Issued {
        std::string client;
        SignIn kind;
        std::int64_t expires;
    };
    Clock& clock_;
    const std::string key_;  // of the signature, which nobody checks but which a JWT has
    mutable std::mutex mutex_;
    std::map<std::string, Issued> issued_;
    std::set<std::string> secrets_;
};

}  // namespace simulator
