#include "tests/zpa_simulator/errors.h"

#include <nlohmann/json.hpp>

namespace simulator {

Refusal::Refusal(int status, std::string id, std::string reason, std::vector<std::string> params)
    : status_(status), id_(std::move(id)), reason_(std::move(reason)), params_(std::move(params)) {}

Reply Refusal::reply() const {
    nlohmann::ordered_json body{{"id", id_}, {"reason", reason_}};
    if (!params_.empty()) body["params"] = params_;
    if (with_exception) body["exception"] = id_;
    return json_reply(status_, body.dump(pretty ? 2 : -1));
}

Refusal not_found(const Behaviour& behaviour, const std::string& what) {
    return {
        behaviour.not_found_status, "resource.not.found", "No resource exists with the given id/name :" + what, {what}};
}

Refusal unknown_reference(const std::string& what) {
    return {400, "resource.not.found", "No resource exists with the given id/name :" + what, {what}};
}

Refusal bad_argument(const std::string& field) {
    return {400, "invalid.resource.argument", "One or more input fields " + field + " are not valid.", {field}};
}

Refusal bad_request(const std::string& reason) { return {400, "bad.request", reason}; }

Refusal already_exists(const std::string& name) {
    return {400, "resource.already.exist", "Resource already exists with the given name :" + name, {name}};
}

Refusal referenced(const std::string& kind, const std::string& name) {
    return {400, "resource.referenced", "Resource is being referenced in " + kind + " : " + name + ".", {kind, name}};
}

Refusal managed(const Behaviour& behaviour) {
    return {behaviour.managed_object_status, "bad.request",
            "The resource is managed by Zscaler and cannot be changed."};
}

Refusal access_denied(int status, const std::string& reason) { return {status, "access.denied", reason}; }

Refusal feature_not_licensed(const std::string& customer, const std::string& feature) {
    return {401, "authz.featureflag.permission.denied",
            "Feature flag feature." + feature + " disabled for customer " + with_commas(customer)};
}

Refusal concurrent_change() {
    return {409, "api.concurrent.access.error",
            "Unable to modify the resource due to concurrent change requests. Try again in some time."};
}

Refusal retryable_server_error() {
    return {503, "retryable.server.error", "An error occurred. Refer to the Retry-After header, and then try again."};
}

Refusal too_many_requests() {
    Refusal refusal(429, "invalid.toomanyrequests", "Exceeded the number of requests allowed.");
    refusal.with_exception = true;
    refusal.pretty = true;
    return refusal;
}

Reply gateway_unauthorized() {
    const nlohmann::ordered_json body{{"detail", "unauthorized"}, {"type", ""}, {"title", ""}, {"status", ""}};
    return {401, {{"content-type", "application/json"}, {"x-oneapi-api-category", "public"}}, body.dump(4)};
}

Reply no_handler(const Call& call) {
    return text_reply(404, "No handler found for " + call.method + " " + call.path());
}

}  // namespace simulator
