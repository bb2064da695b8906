// The sign-in host's reply is a token that fits into a header and lives a day at most, or an error without the token in
// it. The first line of an input is the status and Retry-After, the rest the body.
#include <nlohmann/json.hpp>

#include "reconcilers/zpa/json_fields.h"
#include "reconcilers/zpa/sign_in.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reply.h"

namespace {

using Kind = base::ErrorKind;

class Host final : public http::Transport {
public:
    explicit Host(const http::Response& reply) : reply_(reply) {}
    http::Response send(const http::Request&, std::stop_token) override { return reply_; }
    http::StreamEnd stream(const http::Request&, const HeadersSink&, const LineSink&, std::stop_token) override {
        return http::StreamEnd::ServerClosed;
    }

private:
    const http::Response& reply_;
};

zpa::Credentials credentials() {
    zpa::Credentials out;
    out.client_id = "client-id";
    out.client_secret = fuzz::canary;
    out.vanity_domain = "acme";
    out.customer_id = "216190000000000777";
    return out;
}

void sign_in(const http::Response& reply) {
    static const fakes::FakeClock clock;
    const auto error = fuzz::discreet_error_of(
        [&] {
            const zpa::SignIn sign_in(credentials(), "https://acme.example/token", std::make_unique<Host>(reply),
                                      std::chrono::seconds(1), clock);
            const auto token = sign_in({});
            fuzz::must(!token.text.empty() && token.text.find_first_of(" \r\n\t") == std::string::npos,
                       "a token fits into a header");
            const auto life = token.expires_at - clock.now();
            fuzz::must(life > base::Duration::zero() && life <= std::chrono::hours(24), "it lives a day at most");
            fuzz::must(token.refresh_at <= token.expires_at && token.refresh_at >= clock.now(),
                       "it is refreshed while it lives");
            if (token.text.size() >= 8)
                fuzz::must(base::redaction().redact(token.text) == "[redacted]", "it is known as a secret");
        },
        Kind::Unauthorized, Kind::TooManyRequests, Kind::Unavailable, Kind::Timeout, Kind::Protocol);
    if (!error) return;
    fuzz::must(std::string_view(error->what()).size() < 700, "a sentence has a length that people read");
    fuzz::must(error->retry_after().value_or(std::chrono::hours(0)) <= std::chrono::hours(1),
               "a delay is an hour at most");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    auto reply = fuzz::take_reply(input);
    sign_in(reply);

    nlohmann::json object;
    fuzz::error_of([&] { object = zpa::parse_json_object(reply.body); }, Kind::Protocol);
    if (reply.status != 200 || !object.is_object()) return 0;
    object["access_token"] = fuzz::canary;
    reply.body = object.dump();
    sign_in(reply);
    return 0;
}
