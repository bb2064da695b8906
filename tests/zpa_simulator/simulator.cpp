#include "tests/zpa_simulator/simulator.h"

#include "tests/zpa_simulator/control.h"
#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/exchange.h"

namespace simulator {

namespace {

void add_defaults(State& state) {
    state.add_customer(default_customer);
    Client client;
    client.id = default_client;
    client.secret = default_secret;
    state.put_client(client);
}

}  // namespace

Simulator::Simulator(Behaviour behaviour)
    : state(clock), behaviours(behaviour), faults(clock), tokens(clock), limiter(clock), portal(state) {
    add_defaults(state);
}

Reply Simulator::answer(const Call& call, const std::stop_token& stop) {
    try {
        if (is_control_call(call)) return Control(*this).answer(call);
        return Exchange(*this, call, stop).run();
    } catch (const std::exception& failure) {
        return Refusal(500, "simulator.failure", failure.what()).reply();
    }
}

std::string Simulator::fail(Fault fault) { return faults.add(std::move(fault), state.changes()); }

void Simulator::reset() {
    faults.clear();
    state.clear();
    add_defaults(state);
    behaviours.reset();
    tokens.revoke_all();
    limiter.reset();
    journal.clear();
}

}  // namespace simulator
