#include "tests/chaos/end_state.h"

#include <thread>

#include "reconcilers/common/api.h"
#include "tests/chaos/excuses.h"

namespace chaos {

using simulator::Key;

namespace {

const kube::Resource& keys() { return common::provisioning_keys(); }

EndState read(Arena& arena, const EndState::MadeFor& made_for) {
    EndState out;
    out.made_for = made_for;
    for (const auto& home : arena.namespaces()) {
        if (arena.is_present(home)) out.homes.insert(home);
        for (auto& object : arena.cluster.list(keys(), home)) out.objects.push_back(std::move(object));
        for (auto& secret : arena.cluster.list(kube::secrets(), home)) {
            const auto name = name_of(secret);
            out.secrets.emplace(name, std::move(secret));
        }
    }
    out.tenants = arena.cluster.list(common::zpa_tenants(), arena.base.ns);
    for (std::size_t tenant = 0; tenant < Arena::kTenants; ++tenant)
        out.customers[Arena::tenant_name(tenant)] = arena.customer_of(tenant);
    for (const auto& customer : arena.customers()) {
        for (auto& key : arena.zpa->simulator.portal.all<Key>(customer)) {
            const auto id = customer + "/" + key.id;
            out.keys.emplace(id, std::move(key));
        }
    }
    for (const auto& [customer, key] : arena.strangers_keys()) out.strangers_keys.emplace(customer + "/" + key.id, key);
    out.strangers_secrets = arena.strangers_secrets();
    return out;
}

template <typename Look>
Verdict until_nothing(Arena& arena, std::chrono::seconds patience, Look look) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        arena.operators.start_missing();
        auto verdict = look();
        if (verdict.findings.empty() || std::chrono::steady_clock::now() > end) return verdict;
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
    }
}

}  // namespace

Verdict wait_for_right_end(Arena& arena, std::chrono::seconds patience, const EndState::MadeFor& made_for) {
    return until_nothing(arena, patience, [&] { return inspect(read(arena, made_for)); });
}

Verdict wait_for_empty_end(Arena& arena, std::chrono::seconds patience, const EndState::MadeFor& made_for) {
    for (const auto& home : arena.namespaces()) {
        for (const auto& object : arena.cluster.list(keys(), home)) arena.cluster.remove(keys(), name_of(object));
    }
    arena.diary.note("every object is deleted");
    return until_nothing(arena, patience, [&] {
        const auto state = read(arena, made_for);
        auto out = inspect(state);
        for (const auto& object : state.objects) {
            out.findings.push_back(
                {"end", name_of(object).to_string(), "it is still there: " + scenario::message(object), now_micros()});
        }
        return out;
    });
}

}  // namespace chaos
