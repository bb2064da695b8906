#include "controller/kube/status_error.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "controller/base/ascii.h"
#include "controller/base/redaction.h"
#include "controller/base/utf8.h"
#include "controller/http/retry_after.h"
#include "controller/kube/json_text.h"

namespace kube {
namespace {

using base::ErrorKind;
using nlohmann::json;

constexpr std::size_t kMaxMessageBytes = 1024;
constexpr std::size_t kMaxReadBytes = std::size_t{64} << 10;

constexpr std::array<std::pair<std::string_view, ErrorKind>, 21> kKindsByReason{{
    {"NotFound", ErrorKind::NotFound},
    {"AlreadyExists", ErrorKind::AlreadyExists},
    {"Conflict", ErrorKind::Conflict},
    {"Gone", ErrorKind::Gone},
    {"Expired", ErrorKind::Gone},
    {"Invalid", ErrorKind::Invalid},
    {"BadRequest", ErrorKind::Invalid},
    {"MethodNotAllowed", ErrorKind::Invalid},
    {"NotAcceptable", ErrorKind::Invalid},
    {"RequestEntityTooLarge", ErrorKind::Invalid},
    {"UnsupportedMediaType", ErrorKind::Invalid},
    {"Unauthorized", ErrorKind::Unauthorized},
    {"Forbidden", ErrorKind::Forbidden},
    {"TooManyRequests", ErrorKind::TooManyRequests},
    {"InternalError", ErrorKind::Unavailable},
    {"ServerTimeout", ErrorKind::Unavailable},
    {"ServiceUnavailable", ErrorKind::Unavailable},
    {"StoreReadError", ErrorKind::Unavailable},
    {"Timeout", ErrorKind::Timeout},
    {"GatewayTimeout", ErrorKind::Timeout},
    {"ClusterUnavailable", ErrorKind::Unavailable},
}};

ErrorKind kind_of(std::string_view reason, int code) {
    const auto known = std::find_if(kKindsByReason.begin(), kKindsByReason.end(),
                                    [&](const auto& entry) { return entry.first == reason; });
    if (known != kKindsByReason.end()) return known->second;
    switch (code) {
        case 401: return ErrorKind::Unauthorized;
        case 403: return ErrorKind::Forbidden;
        case 404: return ErrorKind::NotFound;
        case 408: return ErrorKind::Timeout;
        case 409: return ErrorKind::Conflict;
        case 410: return ErrorKind::Gone;
        case 429: return ErrorKind::TooManyRequests;
        case 504: return ErrorKind::Timeout;
        default: break;
    }
    if (code >= 500) return ErrorKind::Unavailable;
    return code >= 400 ? ErrorKind::Invalid : ErrorKind::Protocol;
}

// Text from outside, as it may stand in a sentence: redacted, printable, cut.
std::string presentable(const std::string& text) {
    // A page may be megabytes, and everybody who logs waits for the redaction: what is cut off below is not worth that.
    const auto beginning = std::string_view(text).substr(0, kMaxReadBytes);
    const auto printable = base::replace_unprintable(base::redaction().redact(beginning), ' ');
    std::string clean(base::trimmed_end(printable, " "));
    if (clean.size() <= kMaxMessageBytes) return clean;
    base::cut_utf8(clean, kMaxMessageBytes);
    return clean + "...";
}

constexpr std::string_view kWrongType = "failed to create typed patch object";

// "...: .data.a: expected string, got &value.valueUnstructured{Value:5}": the value is ours, and may be a secret.
std::string without_values(const std::string& message) {
    return message.starts_with(kWrongType) ? message.substr(0, message.find(", got ")) : message;
}

json parse_status(const http::Response& response) {
    try {
        auto body = parse_json(response.body, "Status");
        if (text_at(body, "kind") == "Status") return body;
    } catch (const base::Error&) {
        // Proxies and old servers answer with pages; the body is quoted instead.
    }
    return nullptr;
}

const json& causes_of(const json& status) { return value_at(value_at(status, "details"), "causes"); }

template <typename Predicate>
bool any_cause(const json& status, Predicate predicate) {
    const auto& causes = causes_of(status);
    return causes.is_array() && std::any_of(causes.begin(), causes.end(), predicate);
}

base::Error make_error(int code, std::string reason, const json& status, const std::string& message) {
    const auto kind = kind_of(reason, code);
    std::string sentence = std::to_string(code);
    if (!reason.empty()) sentence += " " + presentable(reason);
    if (const auto text = presentable(without_values(message)); !text.empty()) sentence += ": " + text;
    if (any_cause(status, [](const json& cause) { return text_at(cause, "reason") == "NamespaceTerminating"; })) {
        reason = "NamespaceTerminating";
    }
    auto error = base::Error(kind, sentence).with_http_status(code).with_reason(std::move(reason));
    const auto& seconds = value_at(value_at(status, "details"), "retryAfterSeconds");
    if (!seconds.is_number_integer() || seconds.get<std::int64_t>() <= 0) return error;
    return error.with_retry_after(std::chrono::seconds(std::min<std::int64_t>(seconds.get<std::int64_t>(), 3600)));
}

}  // namespace

base::Error status_error(const http::Response& response, base::WallTime now) {
    const auto status = parse_status(response);
    const auto error = make_error(response.status, text_at(status, "reason"), status,
                                  status.is_null() ? response.body : text_at(status, "message"));
    const auto delay = http::retry_after(response, now);
    return delay ? error.with_retry_after(*delay) : error;
}

base::Error status_error(const nlohmann::json& status) {
    const auto& code = value_at(status, "code");
    return make_error(code.is_number_integer() ? code.get<int>() : 500, text_at(status, "reason"), status,
                      text_at(status, "message"));
}

bool is_uid_mismatch(const http::Response& response) {
    if (response.status != 422) return false;
    const auto status = parse_status(response);
    return any_cause(status, [](const json& cause) { return text_at(cause, "field") == "metadata.uid"; });
}

bool is_failed_test(const http::Response& response) {
    if (response.status != 422) return false;
    const auto status = parse_status(response);
    return !status.is_null() && !any_cause(status, [](const json&) { return true; });
}

bool is_wrong_type(const http::Response& response) {
    return response.status == 500 && text_at(parse_status(response), "message").starts_with(kWrongType);
}

bool is_status(const http::Response& response) { return !parse_status(response).is_null(); }

}  // namespace kube
