#include "controller/telemetry/metrics_authorizer.h"

#include <openssl/evp.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/redaction.h"

namespace telemetry {

namespace {

using nlohmann::json;
using Verdict = MetricsAuthorizer::Verdict;

constexpr auto kTokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";
constexpr auto kAccessReviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

std::string sha256(const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    return {digest.begin(), digest.begin() + size};
}

json token_review(const std::string& token) {
    return {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenReview"}, {"spec", {{"token", token}}}};
}

// The user as the TokenReview told it, asked about one path.
json access_review(const json& user, const std::string& verb, const std::string& path) {
    json spec = {{"user", user.value("username", "")}, {"nonResourceAttributes", {{"path", path}, {"verb", verb}}}};
    for (const auto* field : {"uid", "groups", "extra"}) {
        if (const auto found = user.find(field); found != user.end()) spec[field] = *found;
    }
    return {{"apiVersion", "authorization.k8s.io/v1"}, {"kind", "SubjectAccessReview"}, {"spec", std::move(spec)}};
}

}  // namespace

Verdict TokenReviewAuthorizer::authorize(const std::string& token, const std::string& verb, const std::string& path,
                                         std::stop_token stop) {
    const auto question = sha256(token) + verb + " " + path;
    if (const auto known = recall(question)) return *known;
    const auto verdict = ask(token, verb, path, std::move(stop));
    remember(question, verdict);
    return verdict;
}

Verdict TokenReviewAuthorizer::ask(const std::string& token, const std::string& verb, const std::string& path,
                                   std::stop_token stop) const {
    const auto secret = base::redaction().add(token);
    try {
        const auto review = client_.post(kTokenReviews, token_review(token), stop).at("status");
        if (!review.value("authenticated", false)) return Verdict::Unauthenticated;
        const auto access =
            client_.post(kAccessReviews, access_review(review.at("user"), verb, path), stop).at("status");
        return access.value("allowed", false) ? Verdict::Allowed : Verdict::Forbidden;
    } catch (const json::exception& error) {
        throw base::Error(base::ErrorKind::Protocol, std::string("review of a token: ") + error.what());
    }
}

std::optional<Verdict> TokenReviewAuthorizer::recall(const std::string& question) {
    const base::MutexLock lock(mutex_);
    const auto known = answers_.find(question);
    if (known == answers_.end() || clock_.now() >= known->second.until) return std::nullopt;
    return known->second.verdict;
}

void TokenReviewAuthorizer::remember(const std::string& question, Verdict verdict) {
    const base::MutexLock lock(mutex_);
    const auto now = clock_.now();
    if (answers_.size() >= kMaxRemembered) {
        std::erase_if(answers_, [&](const auto& entry) { return now >= entry.second.until; });
    }
    if (answers_.size() >= kMaxRemembered) answers_.clear();  // a flood of tokens: nothing here is worth keeping
    answers_[question] = {verdict, now + (verdict == Verdict::Allowed ? kAllowedFor : kRefusedFor)};
}

}  // namespace telemetry
