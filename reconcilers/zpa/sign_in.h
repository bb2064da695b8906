#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/redaction.h"
#include "controller/http/transport.h"
#include "reconcilers/zpa/credentials.h"
#include "reconcilers/zpa/jwt_assertion.h"

namespace zpa {

struct Token {
    std::string text;
    base::Instant refresh_at;  // 60 s early, or a quarter of a life of less than four minutes
    base::Instant expires_at;
    base::Redaction::Holder secret;
};

// One exchange with the token endpoint, in one of three ways: OneAPI with a client secret, OneAPI with a
// private key (RFC 7523), legacy /signin. OneAPI says expires_in as a number, legacy as text.
//
// Errors: Unauthorized with reason "SignIn" where the credentials are refused (any 4xx but 408 and 429);
// TooManyRequests, Unavailable, Timeout, Protocol. Threads: any.
class SignIn {
public:
    SignIn(const Credentials& credentials, const std::string& token_url, std::unique_ptr<http::Transport> transport,
           std::chrono::milliseconds deadline, const base::Clock& clock);
    Token operator()(std::stop_token stop) const;

private:
    void keep_out_of_texts(const std::string& text);  // also as a form carries it, for who echoes the form
    std::string form() const;
    Token read_token(const http::Response& reply, base::Instant asked_at) const;

    const AuthMode mode_;
    const std::string client_id_;
    const std::string client_secret_;
    std::optional<JwtAssertion> assertion_;
    std::string target_;
    std::string host_;
    std::unique_ptr<http::Transport> transport_;
    const std::chrono::milliseconds deadline_;
    const base::Clock& clock_;
    std::vector<base::Redaction::Holder> kept_out_;
};

}  // namespace zpa
