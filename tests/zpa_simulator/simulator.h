#pragma once

#include <stop_token>

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/clock.h"
#include "tests/zpa_simulator/faults.h"
#include "tests/zpa_simulator/journal.h"
#include "tests/zpa_simulator/message.h"
#include "tests/zpa_simulator/portal.h"
#include "tests/zpa_simulator/rate_limiter.h"
#include "tests/zpa_simulator/state.h"
#include "tests/zpa_simulator/tokens.h"

namespace simulator {

// A whole ZPA in memory, without the network: give it a call, get the reply. Its parts are open to tests, and each is
// safe from any thread. It starts with one organisation (default_customer) and one client (default_client,
// default_secret); several can live in one process, and several servers may serve one.
class Simulator {
public:
    explicit Simulator(Behaviour behaviour = {});

    Clock clock;
    State state;
    Behaviours behaviours;
    Faults faults;
    Journal journal;
    Tokens tokens;
    RateLimiter limiter;
    Portal portal;

    // May block while a fault holds or slows the call; a requested stop ends that. Never throws.
    [[nodiscard]] Reply answer(const Call& call, const std::stop_token& stop = {});

    // Sets a fault from now on and returns its id.
    std::string fail(Fault fault);

    // Organisations, clients, behaviours, faults, tokens, windows and journal as in the beginning.
    void reset();
};

}  // namespace simulator
