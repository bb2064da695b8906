#pragma once

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/message.h"
#include "tests/zpa_simulator/state.h"
#include "tests/zpa_simulator/tokens.h"

namespace simulator {

// POST /oauth2/v1/token: client secret (form or HTTP Basic) or private-key assertion.
[[nodiscard]] Reply oneapi_sign_in(const Call& call, const Behaviour& behaviour, const State& state, Tokens& tokens);

// POST /signin, with client_id and client_secret in a form.
[[nodiscard]] Reply legacy_sign_in(const Call& call, const Behaviour& behaviour, const State& state, Tokens& tokens);

// Who tries to sign in, "" when the call does not say.
[[nodiscard]] std::string client_of(const Call& call);

// The token of `Authorization: Bearer`, or "".
[[nodiscard]] std::string bearer(const Call& call);

// The replies for credentials that do not hold, also when a fault asks for them.
[[nodiscard]] Reply oneapi_refusal(const Behaviour& behaviour, const std::string& error,
                                   const std::string& description);
[[nodiscard]] Reply legacy_refusal(const std::string& reason);

}  // namespace simulator
