#include "reconcilers/zpa/channel.h"

#include <algorithm>
#include <utility>

#include "controller/http/retry_after.h"
#include "reconcilers/zpa/error_body.h"

namespace zpa {
namespace {

constexpr std::chrono::seconds kUsualRetryAfter{10};  // ZPA's window

CallClass class_of(const Call& call) { return call.request.method == "GET" ? CallClass::Read : CallClass::Write; }

// Has ZPA itself looked past the token? Whoever stands before it answers without.
bool is_past_the_token(const http::Response& reply) {
    return succeeded(reply) || (reply.status != 401 && read_error_body(reply).shape == BodyShape::Zpa);
}

// May a new token change this answer?
bool worth_a_new_token(const Call& call, const http::Response& reply) {
    if (reply.status != 401) return false;
    const ErrorBody body = read_error_body(reply);
    if (is_licence_refusal(reply.status, body)) return false;
    return call.request.method != "POST" || is_definite_refusal(reply.status, body);
}

}  // namespace

Channel::Channel(std::unique_ptr<http::Transport> transport, Authenticator& authenticator,
                 std::shared_ptr<RateBudget> budget, const base::WriteFence& fence, std::function<void()> on_answer,
                 const base::Clock& clock)
    : transport_(std::move(transport)),
      authenticator_(authenticator),
      budget_(std::move(budget)),
      fence_(fence),
      on_answer_(std::move(on_answer)),
      clock_(clock) {}

http::Response Channel::send(Call& call, Permit permit, std::stop_token stop) {
    try {
        http::Response reply = exchange(call, permit, stop);
        if (reply.status == 429) note_429(call, reply);
        if (is_past_the_token(reply)) authenticator_.accepted();
        if (succeeded(reply)) budget_->proved();
        return reply;
    } catch (const base::Error& error) {
        throw error.with_context(call.what);
    }
}

http::Response Channel::exchange(Call& call, Permit& permit, std::stop_token stop) {
    auto token = authenticator_.token(stop);
    http::Response reply = send_once(call, permit, *token, stop);
    if (!worth_a_new_token(call, reply)) return reply;

    call.open_outcome = false;
    authenticator_.rejected(token);
    token = authenticator_.token(stop);
    permit.renew();
    reply = send_once(call, permit, *token, stop);
    if (worth_a_new_token(call, reply)) {
        const base::Error error = to_error(reply, read_error_body(reply), clock_.wall());
        authenticator_.refused(token, error.with_context("a new token was refused"));
    }
    return reply;
}

http::Response Channel::send_once(Call& call, Permit& permit, const Token& token, std::stop_token stop) {
    struct Settled {
        Permit& permit;
        ~Settled() { permit.settle(); }
    };
    call.request.headers["Authorization"] = "Bearer " + token.text;
    permit.demand_open();  // what came between the permit and now may have taken its time
    if (class_of(call) == CallClass::Write) {
        fence_.check();
        // The transport's own repeats ask too.
        call.request.before_send = [this, first = true]() mutable {
            if (!std::exchange(first, false)) fence_.check();
        };
    }
    const Settled settled{permit};
    call.open_outcome = true;
    http::Response reply = transport_->send(call.request, stop);
    if (on_answer_) on_answer_();
    return reply;
}

void Channel::note_429(const Call& call, const http::Response& reply) {
    const auto told = http::retry_after(reply, clock_.wall());
    const std::chrono::milliseconds least(std::chrono::seconds(1));
    budget_->close(class_of(call), std::max(least, told.value_or(kUsualRetryAfter)));
}

}  // namespace zpa
