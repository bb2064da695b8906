#include "reconcilers/zpa/client.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/base/json_tree.h"
#include "controller/http/url.h"
#include "reconcilers/zpa/channel.h"
#include "reconcilers/zpa/endpoints.h"
#include "reconcilers/zpa/error_body.h"
#include "reconcilers/zpa/json_fields.h"
#include "reconcilers/zpa/key_update.h"
#include "reconcilers/zpa/list_page.h"
#include "reconcilers/zpa/paths.h"

namespace zpa {
namespace {

constexpr std::size_t kMaxTokenReply = 256 * 1024;

std::unique_ptr<http::Transport> connect(const Credentials& credentials, const ClientOptions& options,
                                         const std::string& base_url, const std::string& proxy_url,
                                         std::size_t max_body_bytes) {
    http::TransportOptions transport;
    transport.base_url = base_url;
    transport.tls.ca_bundle_pem = credentials.ca_bundle_pem;
    transport.proxy_url = proxy_url;
    transport.inactivity_timeout = options.deadline;
    transport.max_body_bytes = max_body_bytes;
    transport.user_agent = options.user_agent;
    transport.observer = options.observer;
    return options.make_transport ? options.make_transport(transport) : http::make_transport(transport);
}

std::chrono::milliseconds repeatable(const ClientOptions& options) {
    return std::min(options.deadline, options.repeatable_deadline);
}

SignIn make_sign_in(const Credentials& credentials, const ClientOptions& options, const base::Clock& clock) {
    const std::string token_url = endpoints_of(credentials).token_url;
    auto transport =
        connect(credentials, options, http::parse_url(token_url).origin(), credentials.auth_proxy_url, kMaxTokenReply);
    return SignIn(credentials, token_url, std::move(transport), repeatable(options), clock);
}

// Readers know what is wrong with a body, not what was asked.
template <typename Action>
auto within(const std::string& what, Action action) {
    try {
        return action();
    } catch (const base::Error& error) {
        throw error.with_context(what);
    }
}

// Half an answer is none. Without its value nobody could use the key, without its creation time nobody could tell it
// from another one later, and a name that was not asked for is somebody else's answer.
KeyDetail demand_whole(KeyDetail made, const KeyDraft& asked) {
    const auto refuse = [](const char* what) { throw base::Error(base::ErrorKind::Protocol, what); };
    if (made.key.name != asked.name) refuse("the reply is about a key of another name");
    if (made.value.empty()) refuse("the reply lacks the key's value");
    if (made.key.creation_time == 0) refuse("the reply lacks the key's creation time");
    return made;
}

}  // namespace

class Client::Impl {
public:
    Impl(const Credentials& credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence,
         const ClientOptions& options, const base::Clock& clock)
        : paths_(endpoints_of(credentials).path_prefix, credentials.customer_id),
          deadline_(options.deadline),
          repeatable_deadline_(repeatable(options)),
          clock_(clock),
          sign_in_(make_sign_in(credentials, options, clock)),
          authenticator_([this](std::stop_token stop) { return sign_in_(stop); }, clock),
          channel_(
              connect(credentials, options, endpoints_of(credentials).api_url, credentials.proxy_url, kMaxListBytes),
              authenticator_, std::move(budget), fence, options.on_answer, clock) {}

    Authenticator& authenticator() { return authenticator_; }
    const Paths& paths() const { return paths_; }

    Call call(std::string method, std::string target, std::string what, std::string body = "") const {
        Call call;
        call.what = std::move(what);
        call.request.method = std::move(method);
        call.request.target = std::move(target);
        call.request.headers["Accept"] = "application/json";
        if (!body.empty()) call.request.headers["Content-Type"] = "application/json";
        call.request.body = std::move(body);
        call.request.deadline = call.request.method == "POST" ? deadline_ : repeatable_deadline_;
        return call;
    }

    http::Response send(Call& call, Permit permit, std::stop_token stop) {
        return channel_.send(call, std::move(permit), stop);
    }

    base::Error error_of(const Call& call, const http::Response& reply) const {
        return to_error(reply, read_error_body(reply), clock_.wall()).with_context(call.what);
    }

    // The reply's body; throws for whatever is not a success.
    std::string body_of(Call call, Permit permit, std::stop_token stop) {
        http::Response reply = send(call, std::move(permit), stop);
        if (!succeeded(reply)) throw error_of(call, reply);
        return std::move(reply.body);
    }

    // The object read from the reply, or nullopt where ZPA knows no such thing.
    template <typename T, typename Read>
    std::optional<T> find(const Call& call, const std::string& id, Permit permit, std::stop_token stop, Read read) {
        std::string body;
        try {
            body = body_of(call, std::move(permit), stop);
        } catch (const base::Error& error) {
            if (error.kind() == base::ErrorKind::NotFound) return std::nullopt;
            throw;
        }
        return within(call.what, [&]() -> T {
            nlohmann::json object = parse_json_object(body);
            if (read_id(object, "id") != id) {
                throw base::Error(base::ErrorKind::Protocol, "the reply is about another id");
            }
            return read(std::move(object));
        });
    }

    template <typename T>
    Page<T> list(const std::string& target, const std::string& what, int page, Permit permit, std::stop_token stop,
                 T (*read)(const nlohmann::json&)) {
        const std::string body = body_of(call("GET", target, what), std::move(permit), stop);
        return within(what, [&] { return parse_page<T>(body, page, read); });
    }

private:
    const Paths paths_;
    const std::chrono::milliseconds deadline_;
    const std::chrono::milliseconds repeatable_deadline_;
    const base::Clock& clock_;
    const SignIn sign_in_;
    Authenticator authenticator_;
    Channel channel_;
};

Client::Client(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence,
               ClientOptions options, const base::Clock& clock)
    : impl_(std::make_unique<Impl>(credentials, std::move(budget), fence, options, clock)) {}

Client::~Client() = default;

void Client::sign_in(std::stop_token stop) { (void)impl_->authenticator().token(stop); }

Page<Key> Client::list_keys(AssociationType type, const std::string& microtenant_id, int page, Permit permit,
                            std::stop_token stop) {
    return impl_->list(impl_->paths().keys(type, microtenant_id, page), "list keys of " + std::string(to_string(type)),
                       page, std::move(permit), stop, &parse_listed_key);
}

std::optional<KeyDetail> Client::get_key(AssociationType type, const std::string& microtenant_id, const std::string& id,
                                         Permit permit, std::stop_token stop) {
    const Call call = impl_->call("GET", impl_->paths().key(type, microtenant_id, id), "read key " + id);
    return impl_->find<KeyDetail>(call, id, std::move(permit), stop, &parse_key_detail);
}

CreateOutcome Client::create_key(AssociationType type, const std::string& microtenant_id, const KeyDraft& draft,
                                 Permit permit, std::stop_token stop) {
    const std::string body = base::dump_json(to_json(draft));
    Call call = impl_->call("POST", impl_->paths().new_key(type, microtenant_id), "create key " + draft.name, body);
    try {
        const http::Response reply = impl_->send(call, std::move(permit), stop);
        if (succeeded(reply)) {
            return within(call.what,
                          [&] { return demand_whole(parse_key_detail(parse_json_object(reply.body)), draft); });
        }
        const base::Error error = impl_->error_of(call, reply);
        if (is_definite_refusal(reply.status, read_error_body(reply))) return Refused{error};
        return Unknown{error};
    } catch (const base::Error& error) {
        const bool sent = call.open_outcome && error.reason() != http::not_sent_reason;
        if (sent) return Unknown{error};
        return Refused{error};
    }
}

void Client::update_key(AssociationType type, const std::string& microtenant_id, const std::string& id,
                        const std::string& body, Permit permit, std::stop_token stop) {
    const std::string target = impl_->paths().key(type, microtenant_id, id);
    (void)impl_->body_of(impl_->call("PUT", target, "update key " + id, body), std::move(permit), stop);
}

bool Client::delete_key(AssociationType type, const std::string& microtenant_id, const std::string& id, Permit permit,
                        std::stop_token stop) {
    try {
        const std::string target = impl_->paths().key(type, microtenant_id, id);
        (void)impl_->body_of(impl_->call("DELETE", target, "delete key " + id), std::move(permit), stop);
        return true;
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::NotFound) throw;
        return false;
    }
}

Page<Group> Client::list_groups(AssociationType type, const std::string& microtenant_id, int page, Permit permit,
                                std::stop_token stop) {
    return impl_->list(impl_->paths().groups(type, microtenant_id, page),
                       "list groups of " + std::string(to_string(type)), page, std::move(permit), stop, &parse_group);
}

Page<EnrollmentCertificate> Client::list_certificates(const std::string& microtenant_id, int page, Permit permit,
                                                      std::stop_token stop) {
    return impl_->list(impl_->paths().certificates(microtenant_id, page), "list enrollment certificates", page,
                       std::move(permit), stop, &parse_certificate);
}

Page<Component> Client::list_components(AssociationType type, const std::string& microtenant_id, int page,
                                        Permit permit, std::stop_token stop) {
    return impl_->list(impl_->paths().components(type, microtenant_id, page),
                       "list components of " + std::string(to_string(type)), page, std::move(permit), stop,
                       &parse_component);
}

}  // namespace zpa
