#include "reconcilers/zpa/sign_in.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/http/retry_after.h"
#include "controller/http/url.h"
#include "reconcilers/zpa/error_body.h"
#include "reconcilers/zpa/json_fields.h"
#include "reconcilers/zpa/models.h"

namespace zpa {
namespace {

constexpr std::size_t kMaxToken = 16 * 1024;
constexpr std::int64_t kMaxLifetime = 24 * 3600;
constexpr std::int64_t kUnknownLifetime = 300;

std::string format_form(const http::Query& fields) { return http::format_query(fields).substr(1); }
std::string form_encoded(const std::string& text) { return format_form({{"x", text}}).substr(2); }

// RFC 6749 5.2 and what ZPA's own endpoints write instead.
std::string words_of(const http::Response& reply) {
    try {
        const nlohmann::json object = parse_json_object(reply.body);
        for (const char* field : {"error_description", "errorSummary", "reason", "detail", "message", "error"}) {
            const auto found = object.find(field);
            if (found != object.end() && found->is_string() && *found != "") {
                return clean_text(found->get<std::string>());
            }
        }
    } catch (const base::Error&) {
        return "the reply is not JSON";
    }
    return "no reason given";
}

base::ErrorKind kind_of(int status) {
    if (status == 429) return base::ErrorKind::TooManyRequests;
    if (status == 408) return base::ErrorKind::Timeout;
    if (status >= 500) return base::ErrorKind::Unavailable;
    if (status >= 400) return base::ErrorKind::Unauthorized;
    return base::ErrorKind::Protocol;
}

base::Error refusal_of(const http::Response& reply, base::WallTime now) {
    const std::string sentence = std::to_string(reply.status) + ": " + words_of(reply);
    base::Error error = base::Error(kind_of(reply.status), sentence).with_http_status(reply.status);
    if (error.kind() == base::ErrorKind::Unauthorized) error = error.with_reason("SignIn");
    const auto delay = http::retry_after(reply, now);
    return delay ? error.with_retry_after(*delay) : error;
}

bool is_token_text(const std::string& text) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    return !text.empty() && std::all_of(text.begin(), text.end(), printable);
}

}  // namespace

SignIn::SignIn(const Credentials& credentials, const std::string& token_url, std::unique_ptr<http::Transport> transport,
               std::chrono::milliseconds deadline, const base::Clock& clock)
    : mode_(credentials.mode),
      client_id_(credentials.client_id),
      client_secret_(credentials.client_secret),
      transport_(std::move(transport)),
      deadline_(deadline),
      clock_(clock) {
    const http::Url url = http::parse_url(token_url);
    target_ = (url.path.empty() ? "/" : url.path) + (url.query.empty() ? "" : "?" + url.query);
    host_ = url.host;
    if (!credentials.private_key_pem.empty()) assertion_.emplace(client_id_, credentials.private_key_pem);
    keep_out_of_texts(assertion_ ? credentials.private_key_pem : client_secret_);
    keep_out_of_texts(client_id_);  // hosts repeat an id that they do not know, and it may be the secret, swapped
}

void SignIn::keep_out_of_texts(const std::string& text) {
    kept_out_.push_back(base::redaction().add(text));
    kept_out_.push_back(base::redaction().add(form_encoded(text)));
}

std::string SignIn::form() const {
    if (mode_ == AuthMode::Legacy) return format_form({{"client_id", client_id_}, {"client_secret", client_secret_}});
    http::Query fields = {
        {"grant_type", "client_credentials"}, {"client_id", client_id_}, {"audience", kOneApiAudience}};
    if (assertion_) {
        fields.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        fields.emplace_back("client_assertion", assertion_->sign(clock_.wall()));
    } else {
        fields.emplace_back("client_secret", client_secret_);
    }
    return format_form(fields);
}

Token SignIn::operator()(std::stop_token stop) const {
    const std::string what = "sign in at " + host_;
    http::Request request;
    request.method = "POST";
    request.target = target_;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    request.body = form();
    request.deadline = deadline_;
    const base::Instant asked_at = clock_.now();
    try {
        const http::Response reply = transport_->send(request, stop);
        if (reply.status == 200) return read_token(reply, asked_at);
        throw refusal_of(reply, clock_.wall());
    } catch (const base::Error& error) {
        throw error.with_context(what);
    }
}

Token SignIn::read_token(const http::Response& reply, base::Instant asked_at) const {
    const nlohmann::json object = parse_json_object(reply.body);
    Token token;
    token.text = read_text(object, "access_token", kMaxToken);
    if (!is_token_text(token.text)) throw base::Error(base::ErrorKind::Protocol, "the reply holds no access_token");
    token.secret = base::redaction().add(token.text);
    const std::string type = fold_case(read_text(object, "token_type"));
    if (!type.empty() && type != "bearer") {
        throw base::Error(base::ErrorKind::Protocol, "the token is not a Bearer token");
    }
    const std::chrono::seconds lifetime(
        std::clamp<std::int64_t>(read_integer(object, "expires_in", kUnknownLifetime), 1, kMaxLifetime));
    token.expires_at = asked_at + lifetime;
    token.refresh_at =
        token.expires_at - std::min<base::Duration>(std::chrono::seconds(60), base::Duration(lifetime) / 4);
    return token;
}

}  // namespace zpa
