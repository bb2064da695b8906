#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/base/redaction.h"
#include "controller/kube/config.h"

namespace kube {

// What one request proves itself with. The secret texts are known to base::redaction() for as long as this lives.
struct Credentials {
    std::string authorization;                    // the header's value, or "" for none
    std::string client_cert_pem, client_key_pem;  // of an exec plugin; a kubeconfig's own are TlsFiles' matter
    std::shared_ptr<const void> redaction;
};

// Where credentials come from. Threads: any; a plugin or file is asked once however many calls want it. Shutdown: the
// destructor kills a plugin that runs; nobody may be waiting for it.
class CredentialSource {
public:
    using Ptr = std::shared_ptr<const Credentials>;

    virtual ~CredentialSource() = default;
    // What is good now, had within `limit`, the wait for a plugin included. It runs on where that is over, and whoever
    // asks next gets its answer. Throws Error(Config, Timeout, Cancelled, Unavailable) where there is nothing.
    virtual Ptr current(std::stop_token stop, std::chrono::milliseconds limit) = 0;
    // The server answered 401 to `refused`. Returns whether current() now gives something else.
    virtual bool refresh(const Ptr& refused, std::stop_token stop, std::chrono::milliseconds limit) = 0;
};

struct CredentialTimes {
    std::chrono::milliseconds token_check{std::chrono::seconds(60)};
    std::chrono::milliseconds exec_timeout{std::chrono::seconds(60)};
};

// A bearer token, a token file (a failed read keeps the last good token), an exec plugin, user and password, or
// nothing; in that order where a configuration has several, except that a file beats the token beside it (client-go).
std::unique_ptr<CredentialSource> make_credential_source(const Config& config, CredentialTimes times,
                                                         const base::Clock& clock, base::Logger log);

}  // namespace kube
