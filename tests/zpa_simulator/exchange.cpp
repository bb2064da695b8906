#include "tests/zpa_simulator/exchange.h"

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/enrolment.h"
#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/fault_kinds.h"
#include "tests/zpa_simulator/resources.h"
#include "tests/zpa_simulator/sign_in.h"

namespace simulator {

namespace {

using Handler = Reply (*)(Context&);

const std::map<std::string, Handler, std::less<>>& handlers() {
    static const std::map<std::string, Handler, std::less<>> all{{"provisioningKey", provisioning_keys},
                                                                 {"appConnectorGroup", groups},
                                                                 {"serviceEdgeGroup", groups},
                                                                 {"enrollmentCert", enrollment_certificates},
                                                                 {"connector", components},
                                                                 {"serviceEdge", components},
                                                                 {"microtenants", microtenants},
                                                                 {"authDomains", authentication_domains},
                                                                 {"versionProfiles", version_profiles},
                                                                 {"connectorSchedule", schedules},
                                                                 {"serviceEdgeSchedule", schedules}};
    return all;
}

// So that a call which came to nothing tells what it was about.
std::string name_asked_for(const Call& call) {
    if (call.method == "GET" || call.method == "DELETE") return "";
    const auto body = nlohmann::json::parse(call.body, nullptr, false);
    return body.is_object() && body.contains("name") && body["name"].is_string() ? body["name"].get<std::string>() : "";
}

}  // namespace

Exchange::Exchange(Simulator& simulator, const Call& call, const std::stop_token& stop)
    : simulator_(simulator),
      call_(call),
      stop_(stop),
      route_(route_of(call)),
      behaviour_(simulator.behaviours.of(route_.customer)) {
    const auto mark = call.target.find('?');
    entry_.at = simulator.clock.now();
    entry_.source = call.source;
    entry_.method = call.method;
    entry_.path = call.path();
    entry_.query = mark == std::string::npos ? "" : call.target.substr(mark + 1);
    entry_.kind = route_.kind;
    entry_.operation = route_.operation;
    entry_.customer = route_.customer;
    entry_.association_type = route_.association_type;
    entry_.object_id = route_.id;
    if (route_.is_sign_in()) {
        entry_.client = client_of(call);
    } else if (!route_.kind.empty()) {
        entry_.object_name = name_asked_for(call);
    }
}

Reply Exchange::run() {
    auto reply = [&] {
        if (auto refused = refuse_caller()) return std::move(*refused);
        if (auto failed = struck(false, {})) return std::move(*failed);
        if (auto limited = refuse_by_limit()) return std::move(*limited);
        auto served = serve();
        entry_.acted = simulator_.clock.now();
        entry_.committed = served.succeeded();
        if (!served.succeeded()) return served;
        auto failed = struck(true, served);
        return failed ? std::move(*failed) : served;
    }();
    add_headers(reply);
    record(reply);
    return reply;
}

// A token of the other way of signing in is no token. Which organisations there are is not told to those who may not
// enter.
std::optional<Reply> Exchange::refuse_caller() {
    if (route_.is_sign_in() || route_.kind == "enrol") return std::nullopt;
    const auto token = bearer(call_);
    const auto holder = simulator_.tokens.holder(token, route_.gateway ? SignIn::oneapi : SignIn::legacy);
    const auto client = holder ? simulator_.state.client(*holder) : std::nullopt;
    if (!client || !client->enabled) return route_.gateway ? gateway_unauthorized() : access_denied().reply();
    actor_ = client->number;
    entry_.client = client->id;
    if (route_.customer.empty()) return std::nullopt;
    const auto& open = client->customers;
    const bool allowed = open.empty() || std::find(open.begin(), open.end(), route_.customer) != open.end();
    if (allowed && simulator_.state.has_customer(route_.customer)) return std::nullopt;
    return access_denied(behaviour_.foreign_customer_status).reply();
}

std::optional<Reply> Exchange::refuse_by_limit() {
    if (route_.customer.empty()) return std::nullopt;
    const auto wait_for = simulator_.limiter.refuse(behaviour_, call_.source, route_.customer, call_.method == "GET");
    if (!wait_for) return std::nullopt;
    auto reply = too_many_requests().reply();
    reply.set("retry-after", std::to_string(*wait_for) + "s");
    return reply;
}

std::optional<Reply> Exchange::struck(bool committed, const Reply& reply) {
    for (const auto& fault : simulator_.faults.strike({call_, route_, entry_.client}, committed)) {
        entry_.fault += (entry_.fault.empty() ? "" : ",") + std::string(name_of(fault.kind));
        const Hit hit{fault, call_, route_, behaviour_, reply, simulator_.faults, stop_};
        if (auto instead = about(fault.kind).happen(hit)) return instead;
    }
    return std::nullopt;
}

Reply Exchange::serve() {
    if (route_.kind == "token") return oneapi_sign_in(call_, behaviour_, simulator_.state, simulator_.tokens);
    if (route_.kind == "signin") return legacy_sign_in(call_, behaviour_, simulator_.state, simulator_.tokens);
    if (route_.kind == "signout") {
        simulator_.tokens.revoke(bearer(call_));
        return empty_reply(200);
    }
    if (route_.kind == "enrol") {
        auto result = enrol(call_, simulator_.state, simulator_.behaviours);
        entry_.object_id = result.component;
        entry_.object_name = result.name;
        return std::move(result.reply);
    }
    return route_.kind.empty() ? no_handler(call_) : serve_resource();
}

Reply Exchange::serve_resource() {
    const auto stale = simulator_.faults.view({call_, route_, entry_.client});
    return simulator_.state.with(route_.customer, [&](Organisation& organisation) {
        Context context{call_, route_, behaviour_, organisation, actor_, stale.lists, stale.gets, {}, {}};
        if (behaviour_.list_lag_seconds > 0) {
            const auto lag = std::chrono::duration<double>(behaviour_.list_lag_seconds);
            const auto then = simulator_.clock.now() - std::chrono::duration_cast<std::chrono::microseconds>(lag);
            context.list_moment.time = then;
            if (behaviour_.get_lags_too) context.get_moment.time = then;
        }
        Reply reply;
        try {
            reply = handlers().at(route_.kind)(context);
        } catch (const Refusal& refusal) {
            reply = refusal.reply();
        }
        if (!context.touched_id.empty()) entry_.object_id = context.touched_id;
        if (!context.touched_name.empty()) entry_.object_name = context.touched_name;
        return reply;
    });
}

void Exchange::add_headers(Reply& reply) const {
    if (!behaviour_.keeps_connections) reply.set("connection", "close");
    if (route_.kind == "token" || (route_.gateway && reply.status == 401 && actor_.empty())) return;
    reply.set("cache-control", "no-store");
    reply.set("server", "Zscaler");
    reply.set("x-transaction-id", random_hex(16));
    if (!route_.gateway) return;
    // The gateway's own limit, which says nothing about ZPA's.
    const auto calls = static_cast<int>(simulator_.journal.last() % 5000);
    reply.set("x-oneapi-request-id", random_hex(16));
    reply.set("x-oneapi-version", "109.1.146");
    reply.set("x-oneapi-host", "api.zsapi.net");
    reply.set("x-envoy-upstream-service-time", "12");
    reply.set("x-ratelimit-limit", "5000, 5000;w=60");
    reply.set("x-ratelimit-remaining", std::to_string(4999 - calls));
    reply.set("x-ratelimit-reset", std::to_string(60 - simulator_.clock.seconds() % 60));
}

void Exchange::record(const Reply& reply) {
    entry_.ended = simulator_.clock.now();
    if (entry_.acted == Clock::Time{}) entry_.acted = entry_.ended;
    entry_.status = reply.delivery == Reply::Delivery::none ? 0 : reply.status;
    for (const auto& [name, value] : reply.headers) {
        if (entry_.status != 0 && lower(name) == "retry-after") entry_.retry_after = value;
    }
    simulator_.journal.add(std::move(entry_));
}

}  // namespace simulator
