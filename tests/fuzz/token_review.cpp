// Who reads metrics is let in where the API server says so of them in plain words, twice, and not otherwise; it is
// asked about what was sent and nothing else; an error never holds the token and is not remembered. The first line of
// an input is the status of both replies, the rest {"review": …, "access": …}, or the body of both.
#include <nlohmann/json.hpp>

#include "controller/kube/connection.h"
#include "controller/kube/json_text.h"
#include "controller/telemetry/metrics_authorizer.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reply.h"

namespace {

using nlohmann::json;
using Kind = base::ErrorKind;
using Verdict = telemetry::MetricsAuthorizer::Verdict;

struct Replies {
    http::Response review, access;
};

Replies take_replies(fuzz::Input& input) {
    Replies out;
    out.review = fuzz::take_reply(input);
    out.access = out.review;
    const auto both = json::parse(out.review.body, nullptr, false);
    if (!both.is_object() || !both.contains("review")) return out;
    const auto text_of = [&](const char* name) {
        return both.contains(name) ? both[name].dump(-1, ' ', false, json::error_handler_t::replace) : "";
    };
    out.review.body = text_of("review");
    out.access.body = text_of("access");
    return out;
}

class Server final : public http::Transport {
public:
    explicit Server(const Replies& replies) : replies_(replies) {}
    http::Response send(const http::Request& request, std::stop_token) override {
        ++asked;
        const auto sent = json::parse(request.body).at("spec");
        if (request.target == "/apis/authentication.k8s.io/v1/tokenreviews") {
            fuzz::must(sent.size() == 1 && sent.at("token").is_string(), "a review is of a token and no more");
            return replies_.review;
        }
        fuzz::must(request.target == "/apis/authorization.k8s.io/v1/subjectaccessreviews", "nothing else is asked");
        check_access(sent);
        return replies_.access;
    }
    http::StreamEnd stream(const http::Request&, const HeadersSink&, const LineSink&, std::stop_token) override {
        return http::StreamEnd::ServerClosed;
    }
    int asked = 0;

private:
    // What a stranger's server, or a stranger's name, puts into the user cannot widen the question.
    void check_access(const json& sent) const {
        const json asked_for = {{"path", "/metrics"}, {"verb", "get"}};
        fuzz::must(sent.at("nonResourceAttributes") == asked_for, "the path that was asked for is asked about");
        const auto told = kube::parse_json(replies_.review.body, "review").at("status").at("user");
        for (const auto& [name, value] : sent.items()) {
            if (name == "nonResourceAttributes") continue;
            const std::string source = name == "user" ? "username" : name;
            const bool same = told.contains(source) ? told[source] == value : name == "user" && value == "";
            fuzz::must(same, "the user is as the review told it");
        }
    }
    const Replies& replies_;
};

// As plain a reading as there is: yes is the word true, in its place, of a reply that is one.
bool says_yes(const http::Response& reply, const char* word) {
    const auto body = json::parse(reply.body, nullptr, false);
    if (reply.status < 200 || reply.status > 299 || !body.is_object() || !body.contains("status")) return false;
    const auto& status = body["status"];
    return status.is_object() && status.contains(word) && status[word] == true;
}

void check(const Replies& replies) {
    fakes::FakeClock clock;
    Server* server = nullptr;
    kube::Config config;
    config.server = "http://api.example";
    const auto connection = std::make_shared<kube::Connection>(config, kube::Connection::Options{}, clock,
                                                               [&](const http::TransportOptions&) {
                                                                   auto made = std::make_unique<Server>(replies);
                                                                   server = made.get();
                                                                   return made;
                                                               });
    const kube::Client client(connection, base::open_fence(), 0);
    telemetry::TokenReviewAuthorizer authorizer(client, clock);
    std::optional<Verdict> verdict;
    const auto ask = [&](const std::string& token) {
        verdict.reset();
        const auto error =
            fuzz::error_of([&] { verdict = authorizer.authorize(token, "get", "/metrics", {}); }, Kind::NotFound,
                           Kind::AlreadyExists, Kind::Conflict, Kind::Gone, Kind::Invalid, Kind::Unauthorized,
                           Kind::Forbidden, Kind::TooManyRequests, Kind::Unavailable, Kind::Timeout, Kind::Protocol);
        fuzz::must(verdict.has_value() != error.has_value(), "there is a verdict or an error");
        const std::string_view sentence = error ? error->what() : "";
        fuzz::must(!fuzz::contains(sentence, token), "an error never repeats the token");
        fuzz::must(sentence.size() < 2400, "a sentence has a length that people read");
        return server->asked;
    };

    const std::string token(fuzz::canary);
    const int first = ask(token);
    const bool knows = says_yes(replies.review, "authenticated");
    const bool allows = knows && says_yes(replies.access, "allowed");
    if (verdict == Verdict::Allowed) fuzz::must(allows, "nobody is let in without a yes to both questions");
    if (verdict == Verdict::Forbidden) fuzz::must(knows && !allows, "who is turned away by name is known");
    if (verdict == Verdict::Unauthenticated) fuzz::must(!knows && first == 1, "what a stranger may is not asked");

    const auto before = verdict;
    const int again = ask(token);
    fuzz::must(verdict == before, "the same question has the same answer");
    fuzz::must((again == first) == before.has_value(), "a verdict is remembered, an error is not");
    fuzz::must(ask("another-token") > again, "what is known of one token is not said of another");
    clock.advance(telemetry::TokenReviewAuthorizer::kAllowedFor);
    const int earlier = server->asked;
    fuzz::must(ask(token) > earlier, "nothing is remembered for longer than a minute");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    auto replies = take_replies(input);
    check(replies);

    // A server that repeats the token in its refusal.
    auto status = json::parse(replies.review.body, nullptr, false);
    if (!status.is_object()) status = json::object();
    status["kind"] = "Status";
    status["message"] = "no such token: " + std::string(fuzz::canary);
    replies.review.body = status.dump(-1, ' ', false, json::error_handler_t::replace);
    check(replies);
    return 0;
}
