#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/benches.h"
#include "tests/bench/burst_reference.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"
#include "tests/bench/watch_times.h"
#include "tests/scenario/harness/api_proxy.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 1000;
constexpr auto kLong = std::chrono::minutes(5);

struct Converged {
    double seconds = 0;
    double writes = 0;     // to Kubernetes by then
    double zpa_calls = 0;  // of all kinds
};

Converged converge(double writes_per_key) {
    World world("burst");
    world.create_tenant();
    world.create_keys(kKeys);
    const auto begin = Clock::now();
    const auto process = world.start_operator();
    Progress progress("keys named in ZPA", kKeys);
    // ZPA is asked in this process and costs nothing; the cluster is, once there is nothing left to do but the last
    // status.
    scenario::wait_for(
        "all keys have their names",
        [&] {
            const auto named = world.named_in_zpa();
            progress.reach(named);
            return named == kKeys;
        },
        kLong);
    const WatchTimes ready(world, common::provisioning_keys(), scenario::is_ready);
    auto end = begin;
    for (std::size_t i = 0; i < kKeys; ++i) end = std::max(end, ready.wait("key-" + std::to_string(i)));
    const auto took = seconds_between(begin, end);
    return {took, kKeys * writes_per_key + static_cast<double>(world.events()),
            static_cast<double>(world.zpa.simulator.journal.last())};
}

// "PUT provisioningkeys/status" and the like, of the writes about one key that the API server carried out.
std::vector<std::string> writes_of(const scenario::ApiProxy& proxy, const std::string& ns, const std::string& name) {
    std::vector<std::string> out;
    for (const auto& seen : proxy.seen()) {
        const auto& target = seen.target;
        const bool about_it = target.find("/" + name) != std::string::npos ||
                              target.find("/secrets?") != std::string::npos || target.ends_with("/secrets");
        if (!seen.writes() || !about_it || target.find("/" + ns + "/") == std::string::npos) continue;
        auto path = target.substr(target.find("/" + ns + "/") + ns.size() + 2);
        path = path.substr(0, path.find('?'));
        if (const auto at = path.find("/" + name); at != std::string::npos) path.erase(at, name.size() + 1);
        out.push_back(seen.method + " " + path);
    }
    return out;
}

// One key alone, through a proxy that writes down what passes.
Row writes_per_key() {
    World world("writes");
    scenario::ApiProxy proxy(world.cluster.config(), world.cluster.ca());
    world.create_tenant();
    const auto process = world.start_operator({}, proxy.url(), proxy.ca());
    world.wait_tenant_ready();
    world.create_key("key-0");
    scenario::wait_for("the key is Ready", [&] { return world.ready_keys() == 1; });
    const auto writes = writes_of(proxy, world.ns, "key-0");
    return {.name = "burst.writes",
            .what = "writes to Kubernetes a new key takes",
            .measured = static_cast<double>(writes.size()),
            .unit = "",
            .reference = RawWrites::kPerKey,
            .against = "what the protocol needs",
            .budget = at_most(RawWrites::kPerKey),
            .note = fmt::format("{}; events apart", fmt::join(writes, ", "))};
}

}  // namespace

void measure_burst(const Settings&, Report& report) {
    const auto per_key = writes_per_key();
    // Half of the reference before and half after, so that a machine that gets busier is fair to both.
    double reference = 0;
    Converged measured;
    {
        World raw("raw");
        reference += RawWrites(raw, 0, kKeys / 2).seconds_to_write_all();
    }
    measured = converge(per_key.measured);
    {
        World raw("raw");
        reference += RawWrites(raw, kKeys / 2, kKeys / 2).seconds_to_write_all();
    }
    const auto raw_writes = static_cast<double>(kKeys * (RawWrites::kPerKey + RawWrites::kEventsPerKey));
    report.add({.name = "burst.rate",
                .what = fmt::format("{} new keys, no limit: all writes of a key", kKeys),
                .measured = measured.writes / measured.seconds,
                .unit = "/s",
                .reference = raw_writes / reference,
                .against = "as many writes of the same kinds by the same account, sent raw",
                .budget = at_least_times(0.8),
                .note = fmt::format("all Ready after {:.1f} s from the start of the program, {:.0f} events written, "
                                    "{:.1f} calls to ZPA a key; raw {:.1f} s; {:.0f} keys/s",
                                    measured.seconds, measured.writes - kKeys * per_key.measured,
                                    measured.zpa_calls / kKeys, reference, kKeys / measured.seconds)});
    report.add(per_key);
}

}  // namespace bench
