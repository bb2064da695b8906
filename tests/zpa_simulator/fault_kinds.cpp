#include "tests/zpa_simulator/fault_kinds.h"

#include <condition_variable>
#include <mutex>

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/faults.h"
#include "tests/zpa_simulator/sign_in.h"

namespace simulator {

namespace {

using Outcome = std::optional<Reply>;

Reply with_retry_after(Reply reply, const Fault& fault) {
    if (!fault.retry_after.empty()) reply.set("retry-after", fault.retry_after);
    return reply;
}

Outcome throttled(const Hit& hit) { return with_retry_after(too_many_requests().reply(), hit.fault); }

Outcome unavailable(const Hit& hit) { return with_retry_after(retryable_server_error().reply(), hit.fault); }

Outcome conflict(const Hit& /*hit*/) { return concurrent_change().reply(); }

Outcome error(const Hit& /*hit*/) {
    return Refusal(500, "internal.server.error", "An unexpected error occurred.").reply();
}

Outcome unlicensed(const Hit& hit) {
    const auto& type = hit.route.association_type;
    return feature_not_licensed(hit.route.customer, type.empty() ? hit.route.kind : lower(type)).reply();
}

Outcome unauthorized(const Hit& hit) { return hit.route.gateway ? gateway_unauthorized() : access_denied().reply(); }

Outcome sign_in_refused(const Hit& hit) {
    return hit.route.kind == "signin" ? legacy_refusal("invalid client_id")
                                      : oneapi_refusal(hit.behaviour, "invalid_client", "invalid client_id");
}

Outcome explicit_reply(const Hit& hit) {
    Reply reply;
    reply.status = hit.fault.status;
    reply.headers = hit.fault.headers;
    reply.body = hit.fault.body;
    return reply;
}

Outcome drop(const Hit& hit) {
    Reply reply;
    reply.status = 0;
    reply.delivery = Reply::Delivery::none;
    reply.close_notify = hit.fault.close_notify;
    return reply;
}

Outcome truncate(const Hit& hit) {
    auto half = hit.reply;
    half.delivery = Reply::Delivery::half;
    return half;
}

// Totals are texts, as everywhere in ZPA.
Outcome duplicate_rows(const Hit& hit) {
    auto list = hit.reply;
    auto page = nlohmann::ordered_json::parse(list.body, nullptr, false);
    if (!page.is_object() || !page.contains("list") || page["list"].empty()) return std::nullopt;
    auto& rows = page["list"];
    rows.insert(rows.begin(), nlohmann::ordered_json(rows.front()));
    if (hit.fault.counted) page["totalCount"] = std::to_string(std::stoi(page["totalCount"].get<std::string>()) + 1);
    list.body = page.dump();
    return list;
}

Outcome slow(const Hit& hit) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, hit.stop, std::chrono::milliseconds(hit.fault.milliseconds), [] { return false; });
    return std::nullopt;
}

Outcome hang(const Hit& hit) {
    if (hit.faults.hold(hit.fault, hit.call, hit.stop) == Release::answer) return std::nullopt;
    return drop(hit);
}

bool is_list(const Route& route) { return route.operation == "list"; }

bool is_sign_in(const Route& route) { return route.is_sign_in(); }

}  // namespace

// A switch without default: the compiler names the kind that has no row.
FaultKind about(Fault::Kind kind) {
    using Kind = Fault::Kind;
    using When = FaultKind::When;
    switch (kind) {
        case Kind::throttled: return {.name = "throttled", .happen = throttled};
        case Kind::unavailable: return {.name = "unavailable", .happen = unavailable, .retry_after = ""};
        case Kind::conflict: return {.name = "conflict", .happen = conflict};
        case Kind::error: return {.name = "error", .happen = error};
        case Kind::unlicensed: return {.name = "unlicensed", .happen = unlicensed};
        case Kind::unauthorized: return {.name = "unauthorized", .happen = unauthorized};
        case Kind::sign_in_refused:
            return {.name = "sign_in_refused", .happen = sign_in_refused, .concerns = is_sign_in};
        case Kind::reply: return {.name = "reply", .happen = explicit_reply};
        case Kind::drop: return {.name = "drop", .happen = drop};
        case Kind::truncate: return {.name = "truncate", .happen = truncate, .when = When::after_commit};
        case Kind::duplicate_rows:
            return {
                .name = "duplicate_rows", .happen = duplicate_rows, .when = When::after_commit, .concerns = is_list};
        case Kind::slow: return {.name = "slow", .happen = slow};
        case Kind::hang: return {.name = "hang", .happen = hang};
        case Kind::stale: return {.name = "stale", .when = When::in_the_past};
    }
    return {};
}

std::vector<Fault::Kind> fault_kinds() {
    std::vector<Fault::Kind> all;
    for (auto kind = Fault::Kind{}; about(kind).name != nullptr;) {
        all.push_back(kind);
        kind = static_cast<Fault::Kind>(static_cast<int>(kind) + 1);
    }
    return all;
}

}  // namespace simulator
