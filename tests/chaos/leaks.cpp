#include "reconcilers/common/api.h"
#include "tests/chaos/end_state.h"
#include "tests/chaos/secret_search.h"

namespace chaos {

using nlohmann::json;

namespace {

// Every value that a key ever had, also of those that are gone.
std::set<std::string> values(Arena& arena) {
    std::set<std::string> out;
    auto& state = arena.zpa->simulator.state;
    const auto changes = state.changes();
    for (const auto& customer : arena.customers()) {
        state.with(customer, [&](simulator::Organisation& organisation) {
            for (std::uint64_t change = 0; change <= changes; ++change) {
                for (const auto& key : organisation.table<simulator::Key>().all({.change = change}))
                    out.insert(key->value);
            }
            return true;
        });
    }
    return out;
}

std::string without_data(json secret) {
    secret.erase("data");
    return secret.dump();
}

std::string everything_readable(Arena& arena) {
    auto out = arena.operators.everything_shown();
    auto homes = arena.namespaces();
    homes.insert(arena.base.ns);
    for (const auto& home : homes) {
        for (const auto* resource : {&common::provisioning_keys(), &common::zpa_tenants(), &kube::events()}) {
            for (const auto& object : arena.cluster.list(*resource, home)) out += object.dump();
        }
        for (auto& secret : arena.cluster.list(kube::secrets(), home)) out += without_data(std::move(secret));
    }
    return out;
}

}  // namespace

std::vector<Finding> look_for_leaks(Arena& arena) {
    SecretSearch search;
    for (const auto& value : values(arena)) search.add(value);
    std::vector<Finding> out;
    const auto look = [&](const char* where, const std::string& text) {
        if (search.finds(text)) out.push_back({"leaks", where, "it holds the value of a key", now_micros()});
    };
    look("objects, statuses, events, metrics, command lines", everything_readable(arena));
    arena.operators.end_all();
    for (int seat = 0; seat < Operators::kSeats; ++seat)
        look("the operators' output", arena.operators.everything_written(seat));
    return out;
}

}  // namespace chaos
