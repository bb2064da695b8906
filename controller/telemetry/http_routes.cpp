#include "controller/telemetry/http_routes.h"

#include <utility>

#include "controller/base/ascii.h"

namespace telemetry {

namespace {

constexpr std::string_view kBearer = "Bearer ";

HttpReply not_found() { return {404, "404 page not found\n"}; }

HttpReply answer_health(const Health& health, const HttpRequest& request) {
    std::set<std::string> exclude;
    const auto [begin, end] = request.query.equal_range("exclude");
    for (auto name = begin; name != end; ++name) exclude.insert(name->second);

    bool healthy = true;
    std::string list;
    for (const auto& finding : health.look(exclude)) {
        healthy = healthy && finding.healthy;
        list += finding.healthy ? "[+]" + finding.name + " ok\n" : "[-]" + finding.name + " failed: reason withheld\n";
    }
    for (const auto& name : exclude) list += "[+]" + name + " excluded: ok\n";
    list += health.name() + (healthy ? " check passed\n" : " check failed\n");
    if (!healthy) return {500, list};
    return {200, request.query.contains("verbose") ? list : "ok"};
}

HttpReply answer_check(const Health& health, const std::string& name) {
    const auto finding = health.look_at(name);
    if (!finding) return not_found();
    return finding->healthy ? HttpReply{200, "ok"} : HttpReply{500, name + " failed: reason withheld\n"};
}

// nullopt where the metrics may be shown.
std::optional<HttpReply> refuse(const HttpRoutes& routes, const HttpRequest& request, std::stop_token stop) {
    if (routes.authorizer == nullptr) return std::nullopt;
    const bool has_token = request.authorization.size() > kBearer.size() && request.authorization.starts_with(kBearer);
    if (!has_token) return HttpReply{401, "Unauthorized\n"};
    try {
        const auto verb = base::lowered(request.method);
        switch (routes.authorizer->authorize(request.authorization.substr(kBearer.size()), verb, request.path, stop)) {
            case MetricsAuthorizer::Verdict::Allowed: return std::nullopt;
            case MetricsAuthorizer::Verdict::Unauthenticated: return HttpReply{401, "Unauthorized\n"};
            case MetricsAuthorizer::Verdict::Forbidden: return HttpReply{403, "Forbidden\n"};
        }
    } catch (const std::exception& error) {
        routes.log.warn("cannot tell whether metrics may be read", {{"error", error.what()}});
    }
    return HttpReply{500, "Authorization failed\n"};
}

HttpReply answer(const HttpRoutes& routes, const HttpRequest& request, std::stop_token stop) {
    if (routes.metrics != nullptr && request.path == "/metrics") {
        if (auto refusal = refuse(routes, request, std::move(stop))) return *refusal;
        return {200, routes.metrics->scrape(), Metrics::kContentType};
    }
    for (const auto* health : routes.health) {
        const auto path = "/" + health->name();
        if (request.path == path || request.path == path + "/") return answer_health(*health, request);
        if (request.path.starts_with(path + "/")) return answer_check(*health, request.path.substr(path.size() + 1));
    }
    return not_found();
}

}  // namespace

HttpHandler make_http_handler(HttpRoutes routes) {
    return [routes = std::move(routes)](const HttpRequest& request, std::stop_token stop) -> HttpReply {
        try {
            return answer(routes, request, std::move(stop));
        } catch (const std::exception& error) {
            routes.log.error("answer failed", {{"path", request.path}, {"error", error.what()}});
            return {500, "Internal Server Error\n"};
        }
    };
}

}  // namespace telemetry
