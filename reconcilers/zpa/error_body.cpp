#include "reconcilers/zpa/error_body.h"

#include <nlohmann/json.hpp>

#include "controller/base/redaction.h"
#include "controller/base/utf8.h"
#include "controller/http/retry_after.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {
namespace {

constexpr std::size_t kMaxErrorBody = 64 * 1024;
constexpr std::size_t kMaxQuoted = 512;
constexpr std::size_t kLongWord = 64;  // no word of a sentence is as long; tokens and key values are

bool is_id(const std::string& text) {
    constexpr const char* kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return !text.empty() && text.size() <= 128 && text.find_first_not_of(kAllowed) == std::string::npos;
}

std::string text_or_empty(const nlohmann::json& object, const char* field) {
    const auto found = object.find(field);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

base::ErrorKind kind_of(int status, const ErrorBody& body) {
    using Kind = base::ErrorKind;
    if (status == 429) return Kind::TooManyRequests;
    if (status == 408) return Kind::Timeout;
    if (status >= 500) return Kind::Unavailable;
    if (is_licence_refusal(status, body)) return Kind::Forbidden;
    if (status == 401) return Kind::Unauthorized;
    if (status == 403) return Kind::Forbidden;
    if (status < 400 || body.shape != BodyShape::Zpa) return Kind::Protocol;
    if (status == 404 || body.id == "resource.not.found") return Kind::NotFound;
    if (body.id == "resource.already.exist") return Kind::AlreadyExists;
    const bool concurrent = body.id == "api.concurrent.access.error" || body.id == "db.simultaneous.request";
    return concurrent || status == 409 ? Kind::Conflict : Kind::Invalid;
}

}  // namespace

ErrorBody read_error_body(const http::Response& reply) {
    if (reply.body.empty() || reply.body.size() > kMaxErrorBody) return {};
    nlohmann::json object;
    try {
        object = parse_json_object(reply.body);
    } catch (const base::Error&) {
        return {};
    }
    const std::string id = text_or_empty(object, "id");
    const std::string reason = text_or_empty(object, "reason");
    if (is_id(id) && !reason.empty()) return {BodyShape::Zpa, id, clean_text(reason)};
    const std::string detail = text_or_empty(object, "detail");
    if (reply.status == 401 && !detail.empty()) return {BodyShape::Gateway, "", clean_text(detail)};
    // {"code","message"}: a few of ZPA's endpoints write it, and so does half the world.
    return {BodyShape::Other, "", clean_text(text_or_empty(object, "message"))};
}

bool is_definite_refusal(int status, const ErrorBody& body) {
    if (status == 429) return true;
    if (status < 400 || status >= 500 || status == 408) return false;
    return body.shape == BodyShape::Zpa || (body.shape == BodyShape::Gateway && status == 401);
}

bool is_licence_refusal(int status, const ErrorBody& body) {
    return (status == 401 || status == 403) && body.id == kNotLicensed;
}

base::Error to_error(const http::Response& reply, const ErrorBody& body, base::WallTime now) {
    std::string sentence = std::to_string(reply.status);
    if (!body.id.empty()) sentence += " " + base::redaction().redact(body.id);
    if (!body.text.empty()) sentence += ": " + body.text;
    if (body.id.empty() && body.text.empty()) {
        const std::string type = clean_text(reply.header("content-type"));
        sentence += " with a body that is not ZPA's (" + (type.empty() ? "no content type" : type) + ", " +
                    std::to_string(reply.body.size()) + " bytes)";
    }
    base::Error error = base::Error(kind_of(reply.status, body), sentence).with_http_status(reply.status);
    if (!body.id.empty()) error = error.with_reason(body.id);
    const auto delay = http::retry_after(reply, now);
    return delay ? error.with_retry_after(*delay) : error;
}

std::string clean_text(std::string_view text) {
    const std::string printable = base::replace_unprintable(base::redaction().redact(text), ' ');
    std::string out;
    std::size_t word = 0;
    for (const char c : printable) {
        const bool blank = c == ' ';
        word = blank ? 0 : word + 1;
        if (word == kLongWord) {
            out.resize(out.size() - (kLongWord - 1));
            out += "[long word]";
        }
        if (word < kLongWord) out += c;
    }
    if (out.size() <= kMaxQuoted) return out;
    std::size_t end = kMaxQuoted - 3;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // never inside a character
    return out.substr(0, end) + "...";
}

}  // namespace zpa
