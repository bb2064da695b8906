#include "tests/zpa_simulator/sign_in.h"

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/assertion.h"
#include "tests/zpa_simulator/errors.h"

namespace simulator {

namespace {

constexpr auto audience = "https://api.zscaler.com";
constexpr auto assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

std::string value_of(const Form& form, const char* name) {
    const auto found = form.find(name);
    return found == form.end() ? "" : found->second;
}

// RFC 6749 2.3.1: both halves are form-encoded before they are joined.
void take_basic(const Call& call, Form& form) {
    const auto header = call.header("authorization");
    if (header.size() < 6 || !equal_ignoring_case(header.substr(0, 6), "basic ")) return;
    const auto pair = from_base64(trim(header.substr(6))).value_or("");
    const auto colon = pair.find(':');
    if (colon == std::string::npos) return;
    form["client_id"] = percent_decode(pair.substr(0, colon), true);
    form["client_secret"] = percent_decode(pair.substr(colon + 1), true);
}

// The first label of a sign-in host of ZIdentity; "" for any other host, which says nothing about the vanity domain.
std::string vanity_of(const Call& call) {
    const auto host = call.host();
    const auto dot = host.find('.');
    if (dot == std::string::npos) return "";
    const auto domain = host.substr(dot + 1);
    const bool known = domain.rfind("zslogin", 0) == 0 || domain.rfind("zidentitygov", 0) == 0;
    return known ? host.substr(0, dot) : "";
}

std::string form_fault(const Call& call) {
    const auto type = lower(call.header("content-type"));
    return type.find("application/x-www-form-urlencoded") == 0 ? "" : "the body must be form-urlencoded";
}

std::string credential_fault(const Form& form, const Client& client, std::int64_t now) {
    const auto assertion = value_of(form, "client_assertion");
    if (!assertion.empty()) {
        if (value_of(form, "client_assertion_type") != assertion_type) return "client_assertion_type is wrong";
        return fault_of_assertion(assertion, client.id, client.public_key, now);
    }
    const auto secret = value_of(form, "client_secret");
    return !secret.empty() && secret == client.secret ? "" : "the client secret is wrong";
}

}  // namespace

Reply oneapi_refusal(const Behaviour& behaviour, const std::string& error, const std::string& description) {
    const nlohmann::ordered_json body{{"error", error}, {"error_description", description}};
    Reply reply{behaviour.token_refused_status, {{"content-type", "application/json;charset=UTF-8"}}, body.dump()};
    return reply;
}

Reply legacy_refusal(const std::string& reason) { return access_denied(401, reason).reply(); }

Reply oneapi_sign_in(const Call& call, const Behaviour& behaviour, const State& state, Tokens& tokens) {
    auto form = parse_form(call.body);
    take_basic(call, form);
    const auto id = value_of(form, "client_id");
    const auto refuse = [&](const char* error, const std::string& why) {
        return oneapi_refusal(behaviour, error, why);
    };
    if (const auto fault = form_fault(call); !fault.empty()) return refuse("invalid_request", fault);
    if (value_of(form, "grant_type") != "client_credentials")
        return refuse("unsupported_grant_type", "grant_type is wrong");
    if (value_of(form, "audience") != audience) return refuse("invalid_request", "audience is required");
    const auto client = state.client(id);
    if (!client || !client->enabled || !client->oneapi) return refuse("invalid_client", "invalid client_id");
    if (const auto vanity = vanity_of(call); !client->vanity.empty() && !vanity.empty() && vanity != client->vanity) {
        return refuse("invalid_client", "invalid client_id");
    }
    if (const auto assertion = value_of(form, "client_assertion"); !assertion.empty()) tokens.remember(assertion);
    const auto fault = credential_fault(form, *client, state.clock().seconds());
    if (!fault.empty()) return refuse("invalid_client", fault);

    nlohmann::ordered_json body;
    body["access_token"] = tokens.issue(*client, SignIn::oneapi, behaviour.oneapi_token_seconds);
    body["token_type"] = "Bearer";
    body["expires_in"] = behaviour.oneapi_token_seconds;
    Reply reply{200, {{"content-type", "application/json;charset=UTF-8"}}, body.dump()};
    reply.set("x-ratelimit-limit", "500, 500;w=1, 100000;w=60");
    reply.set("x-ratelimit-remaining", "499");
    reply.set("x-ratelimit-reset", "1");
    return reply;
}

Reply legacy_sign_in(const Call& call, const Behaviour& behaviour, const State& state, Tokens& tokens) {
    const auto form = parse_form(call.body);
    const auto id = value_of(form, "client_id");
    const auto client = state.client(id);
    if (const auto fault = form_fault(call); !fault.empty()) return legacy_refusal(fault);
    if (!client || !client->enabled || !client->legacy) return legacy_refusal("invalid client_id");
    if (value_of(form, "client_secret").empty() || value_of(form, "client_secret") != client->secret) {
        return legacy_refusal("invalid client_secret");
    }
    nlohmann::ordered_json body;
    body["token_type"] = "Bearer";
    body["access_token"] = tokens.issue(*client, SignIn::legacy, behaviour.legacy_token_seconds);
    body["expires_in"] = std::to_string(behaviour.legacy_token_seconds);
    return json_reply(200, body.dump());
}

std::string client_of(const Call& call) {
    auto form = parse_form(call.body);
    take_basic(call, form);
    return value_of(form, "client_id");
}

std::string bearer(const Call& call) {
    const auto header = call.header("authorization");
    if (header.size() < 7 || !equal_ignoring_case(header.substr(0, 7), "bearer ")) return "";
    return trim(header.substr(7));
}

}  // namespace simulator
