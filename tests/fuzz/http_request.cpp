// What the process's own server hands on of a request: its target, method and Authorization; the bytes themselves are
// read by Boost.Beast. Metrics are for whom the authorizer lets in, who is asked about exactly what was sent; a probe
// says what its checks say and never why; nobody's token comes back. The first four characters of an input choose
// whether there is an authorizer, what it says, which checks fail, and the method; then come the target and the
// Authorization, a line each.
#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "controller/http/url.h"
#include "controller/telemetry/http_routes.h"
#include "tests/fakes/capturing_log_sink.h"
#include "tests/fuzz/fuzz.h"

namespace {

using Verdict = telemetry::MetricsAuthorizer::Verdict;

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kReason = "Reason-For-The-Log-Alone";

class Doorman final : public telemetry::MetricsAuthorizer {
public:
    Verdict authorize(const std::string& token, const std::string& verb, const std::string& path,
                      std::stop_token) override {
        ++asked;
        about = token;
        fuzz::must(verb == (head ? "head" : "get") && path == "/metrics", "it is asked about what was asked for");
        if (broken) throw std::runtime_error(std::string(kReason));
        return verdict;
    }
    bool there = false, broken = false, head = false;
    Verdict verdict = Verdict::Allowed;
    int asked = 0;
    std::string about;
};

struct World {
    Doorman doorman;
    bool caches_fail = false, ping_fails = false;
};

World take_world(fuzz::Input& input) {
    World world;
    world.doorman.there = input.choice(2) == 1;
    const std::size_t said = input.choice(4);
    world.doorman.verdict = said == 2 ? Verdict::Forbidden : said == 1 ? Verdict::Unauthenticated : Verdict::Allowed;
    world.doorman.broken = said == 3;
    const std::size_t failing = input.choice(4);
    world.caches_fail = (failing & 1U) != 0;
    world.ping_fails = (failing & 2U) != 0;
    world.doorman.head = input.choice(2) == 1;
    return world;
}

// A target that is written again from what was read is read as the same.
void check_target(std::string_view target, const telemetry::HttpRequest& request) {
    std::string again = http::percent_encode(request.path);
    char mark = '?';
    for (const auto& [name, value] : request.query) {
        again += mark + http::percent_encode(name) + "=" + http::percent_encode(value);
        mark = '&';
    }
    const auto reread = telemetry::parse_http_target(again);
    fuzz::must(reread.path == request.path && reread.query == request.query,
               "a target that is written again is the same");
    std::size_t size = request.path.size();
    for (const auto& [name, value] : request.query) size += name.size() + value.size();
    fuzz::must(size <= target.size(), "nothing grows while it is decoded");
}

std::optional<std::string> outcome(bool fails) { return fails ? std::optional<std::string>(kReason) : std::nullopt; }

telemetry::HttpReply answer(World& world, const telemetry::HttpRequest& request, const base::Logger& log) {
    static telemetry::Metrics metrics;
    metrics.gauge(telemetry::metric::process_threads);
    telemetry::Health live("healthz", log);
    telemetry::Health ready("readyz", log);
    live.add("ping", [] { return std::nullopt; });
    ready.add("caches", [&] { return outcome(world.caches_fail); });
    ready.add("ping", [&] { return outcome(world.ping_fails); });
    const auto handler =
        telemetry::make_http_handler({{&live, &ready}, &metrics, world.doorman.there ? &world.doorman : nullptr, log});
    return handler(request, {});
}

// A plain second reading of the rules.
int expected_metrics(const World& world, const telemetry::HttpRequest& request) {
    if (!world.doorman.there) return 200;
    if (!request.authorization.starts_with(kBearer) || request.authorization == kBearer) return 401;
    if (world.doorman.broken) return 500;
    if (world.doorman.verdict == Verdict::Allowed) return 200;
    return world.doorman.verdict == Verdict::Forbidden ? 403 : 401;
}

int expected(const World& world, const telemetry::HttpRequest& request) {
    const auto ignored = [&](const char* check) {
        const auto [begin, end] = request.query.equal_range("exclude");
        return std::any_of(begin, end, [&](const auto& entry) { return entry.second == check; });
    };
    const std::string& path = request.path;
    if (path == "/metrics") return expected_metrics(world, request);
    if (path == "/healthz" || path == "/healthz/" || path == "/healthz/ping") return 200;
    if (path == "/readyz/caches") return world.caches_fail ? 500 : 200;
    if (path == "/readyz/ping") return world.ping_fails ? 500 : 200;
    if (path != "/readyz" && path != "/readyz/") return 404;
    return (world.caches_fail && !ignored("caches")) || (world.ping_fails && !ignored("ping")) ? 500 : 200;
}

void check(World world, const telemetry::HttpRequest& request) {
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    const auto reply = answer(world, request, fakes::logger_into(sink));
    fuzz::must(reply.status == expected(world, request), "a reply is what a plain reading of the rules says");
    const bool is_shown = fuzz::contains(reply.body, "# TYPE process_threads");
    fuzz::must(is_shown == (request.path == "/metrics" && reply.status == 200), "metrics are for who may see them");
    fuzz::must(!fuzz::contains(reply.body, kReason), "a reason stays in the log");
    const bool asks = world.doorman.there && request.path == "/metrics" && request.authorization.size() > 7 &&
                      request.authorization.starts_with(kBearer);
    fuzz::must(world.doorman.asked == (asks ? 1 : 0), "who may see them is asked once, and where it matters");
    if (asks)
        fuzz::must(request.authorization.substr(kBearer.size()) == world.doorman.about,
                   "about the token that was sent");
    fuzz::must(!fuzz::contains(reply.body, fuzz::canary) && !sink->contains(fuzz::canary), "no token is repeated");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const auto world = take_world(input);
    const std::string_view target = input.line();
    auto request = telemetry::parse_http_target(target);
    check_target(target, request);
    for (const auto& [name, value] : request.query) {
        // The names of excluded checks are told back.
        if (fuzz::contains(value, fuzz::canary) || fuzz::contains(value, kReason)) return 0;
    }
    request.method = world.doorman.head ? "HEAD" : "GET";
    request.authorization = input.line();
    check(world, request);
    request.authorization = std::string(kBearer) + std::string(fuzz::canary) + request.authorization;
    check(world, request);
    return 0;
}
