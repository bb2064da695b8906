#include "tests/zpa_simulator/fault_reply.h"

#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/sign_in.h"

namespace simulator {

namespace {

Reply with_retry_after(Reply reply, const Fault& fault) {
    if (!fault.retry_after.empty()) reply.set("retry-after", fault.retry_after);
    return reply;
}

Reply explicit_reply(const Fault& fault) {
    Reply reply;
    reply.status = fault.status;
    reply.headers = fault.headers;
    reply.body = fault.body;
    return reply;
}

}  // namespace

Reply reply_of(const Fault& fault, const Route& route, const Behaviour& behaviour) {
    switch (fault.kind) {
        case Fault::Kind::throttled: return with_retry_after(too_many_requests().reply(), fault);
        case Fault::Kind::unavailable: return with_retry_after(retryable_server_error().reply(), fault);
        case Fault::Kind::conflict: return concurrent_change().reply();
        case Fault::Kind::error: return Refusal(500, "internal.server.error", "An unexpected error occurred.").reply();
        case Fault::Kind::unlicensed:
            return feature_not_licensed(route.customer,
                                        route.association_type.empty() ? route.kind : lower(route.association_type))
                .reply();
        case Fault::Kind::unauthorized: return route.gateway ? gateway_unauthorized() : access_denied().reply();
        case Fault::Kind::sign_in_refused:
            return route.kind == "signin" ? legacy_refusal("invalid client_id")
                                          : oneapi_refusal(behaviour, "invalid_client", "invalid client_id");
        default: return explicit_reply(fault);
    }
}

}  // namespace simulator
