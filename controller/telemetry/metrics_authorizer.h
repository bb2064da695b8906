#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/kube/client.h"

namespace telemetry {

// May the owner of this bearer token do this with that path?
class MetricsAuthorizer {
public:
    enum class Verdict { Allowed, Unauthenticated, Forbidden };
    virtual ~MetricsAuthorizer() = default;
    // `verb` is the HTTP method in lower case. Throws where it cannot be told. Threads: any.
    virtual Verdict authorize(const std::string& token, const std::string& verb, const std::string& path,
                              std::stop_token stop) = 0;
};

// Asks the API server: a TokenReview, then a SubjectAccessReview on the path as a nonResourceURL, as
// controller-runtime's authentication filter does. What was allowed is remembered for 60 s, what was refused for 30 s,
// under the token's SHA-256: the token itself is not kept. At most 1000 answers are remembered. Each of the two
// questions is over within 3 s: who waits serves nobody else meanwhile. Permissions needed: create
// tokenreviews.authentication.k8s.io and subjectaccessreviews.authorization.k8s.io. Threads: any; two that ask the same
// at once may both ask the server.
class TokenReviewAuthorizer final : public MetricsAuthorizer {
public:
    static constexpr base::Duration kAllowedFor = std::chrono::seconds(60);
    static constexpr base::Duration kRefusedFor = std::chrono::seconds(30);
    static constexpr std::size_t kMaxRemembered = 1000;
    static constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(3);

    TokenReviewAuthorizer(const kube::Client& client, const base::Clock& clock)
        : client_(client.within(kPatience)), clock_(clock) {}
    Verdict authorize(const std::string& token, const std::string& verb, const std::string& path,
                      std::stop_token stop) override;

private:
    struct Answer {
        Verdict verdict;
        base::Instant until;
    };
    Verdict ask(const std::string& token, const std::string& verb, const std::string& path, std::stop_token stop) const;
    std::optional<Verdict> recall(const std::string& question);
    void remember(const std::string& question, Verdict verdict);

    const kube::Client client_;
    const base::Clock& clock_;
    base::Mutex mutex_;
    std::unordered_map<std::string, Answer> answers_ OP_GUARDED_BY(mutex_);
};

}  // namespace telemetry
