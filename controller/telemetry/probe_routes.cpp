#include "controller/telemetry/probe_routes.h"

#include <algorithm>
#include <utility>

namespace telemetry {

namespace {

constexpr std::string_view kBearer = "Bearer ";

ProbeReply not_found() { return {404, "404 page not found\n"}; }

ProbeReply answer_health(const Health& health, const ProbeRequest& request) {
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

ProbeReply answer_check(const Health& health, const std::string& name) {
    const auto finding = health.look_at(name);
    if (!finding) return not_found();
    return finding->healthy ? ProbeReply{200, "ok"} : ProbeReply{500, name + " failed: reason withheld\n"};
}

// nullopt where the metrics may be shown.
std::optional<ProbeReply> refuse(const ProbeRoutes& routes, const ProbeRequest& request, std::stop_token stop) {
    if (routes.authorizer == nullptr) return std::nullopt;
    const bool has_token = request.authorization.size() > kBearer.size() && request.authorization.starts_with(kBearer);
    if (!has_token) return ProbeReply{401, "Unauthorized\n"};
    auto verb = request.method;
    std::transform(verb.begin(), verb.end(), verb.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    try {
        switch (routes.authorizer->authorize(request.authorization.substr(kBearer.size()), verb, request.path, stop)) {
            case MetricsAuthorizer::Verdict::Allowed: return std::nullopt;
            case MetricsAuthorizer::Verdict::Unauthenticated: return ProbeReply{401, "Unauthorized\n"};
            case MetricsAuthorizer::Verdict::Forbidden: return ProbeReply{403, "Forbidden\n"};
        }
    } catch (const std::exception& error) {
        routes.log.warn("cannot tell whether metrics may be read", {{"error", error.what()}});
    }
    return ProbeReply{500, "Authorization failed\n"};
}

ProbeReply answer(const ProbeRoutes& routes, const ProbeRequest& request, std::stop_token stop) {
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

ProbeHandler make_probe_handler(ProbeRoutes routes) {
    return [routes = std::move(routes)](const ProbeRequest& request, std::stop_token stop) -> ProbeReply {
        try {
            return answer(routes, request, std::move(stop));
        } catch (const std::exception& error) {
            routes.log.error("probe failed", {{"path", request.path}, {"error", error.what()}});
            return {500, "Internal Server Error\n"};
        }
    };
}

}  // namespace telemetry
