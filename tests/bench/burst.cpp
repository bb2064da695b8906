#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/bench/benches.h"
#include "tests/bench/burst_reference.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"
#include "tests/bench/watch_times.h"
#include "tests/scenario/harness/api_proxy.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 1000;
constexpr std::size_t kRounds = 3;
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

struct Round {
    Converged converged;
    double raw_seconds = 0;  // of as many writes, half of them just before and half just after

    double ours() const { return converged.writes / converged.seconds; }
    double raw() const { return kKeys * (RawWrites::kPerKey + RawWrites::kEventsPerKey) / raw_seconds; }
    double ratio() const { return ours() / raw(); }
};

double seconds_of_raw_half(std::size_t half) {
    World raw("raw");
    return RawWrites(raw, half * kKeys / 2, kKeys / 2).seconds_to_write_all();
}

// A machine has slow spells that last longer than a round, and one of them beside one reference says nothing.
std::vector<Round> converge_beside_raw(double writes_per_key) {
    std::vector<Round> rounds(kRounds);
    auto half = seconds_of_raw_half(0);
    for (std::size_t i = 0; i < kRounds; ++i) {
        rounds[i].converged = converge(writes_per_key);
        const auto before = std::exchange(half, seconds_of_raw_half(i + 1));
        rounds[i].raw_seconds = before + half;
    }
    return rounds;
}

const Round& median_by_ratio(std::vector<Round>& rounds) {
    const auto middle = rounds.begin() + kRounds / 2;
    std::nth_element(rounds.begin(), middle, rounds.end(),
                     [](const Round& a, const Round& b) { return a.ratio() < b.ratio(); });
    return *middle;
}

std::string ratios(const std::vector<Round>& rounds) {
    std::vector<std::string> out;
    for (const auto& round : rounds) out.push_back(fmt::format("{:.2f} x", round.ratio()));
    return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace

void measure_burst(const Settings&, Report& report) {
    const auto per_key = writes_per_key();
    auto rounds = converge_beside_raw(per_key.measured);
    const auto& middle = median_by_ratio(rounds);
    report.add({.name = "burst.rate",
                .what = fmt::format("{} new keys, no limit: all writes of a key, median of {}", kKeys, kRounds),
                .measured = middle.ours(),
                .unit = "/s",
                .reference = middle.raw(),
                .against = "as many writes of the same kinds by the same account, sent raw",
                .budget = at_least_times(0.8),
                .note = fmt::format("all Ready after {:.1f} s from the start of the program, {:.0f} events written, "
                                    "{:.1f} calls to ZPA a key; raw {:.1f} s; {:.0f} keys/s; each round {}",
                                    middle.converged.seconds, middle.converged.writes - kKeys * per_key.measured,
                                    middle.converged.zpa_calls / kKeys, middle.raw_seconds,
                                    kKeys / middle.converged.seconds, ratios(rounds))});
    report.add(per_key);
}

}  // namespace bench
