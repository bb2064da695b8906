#include <fmt/format.h>

#include "tests/bench/benches.h"
#include "tests/bench/progress.h"
#include "tests/bench/round_trips.h"

namespace bench {

namespace {

constexpr std::size_t kWarmUp = 5;

// One key at a time, each on a quiet operator: the work on the one before it is over, but for its last look at the
// name.
double apply_to_secret(const World& world, const WatchTimes& secrets, const std::string& name) {
    const auto begin = Clock::now();
    world.create_key(name);
    const auto took = seconds_between(begin, secrets.wait(name));
    scenario::wait_for(name + " has its name in ZPA", [&] {
        return !world.zpa.simulator.portal.named<simulator::Key>(world.zpa.customer(), name).empty();
    });
    return took;
}

}  // namespace

void measure_latency(const Settings& settings, Report& report) {
    const std::size_t samples = settings.full ? 400 : 100;
    World raw("raw");
    World world("latency");
    world.create_tenant();
    const auto process = world.start_operator();
    world.wait_tenant_ready();
    const WatchTimes secrets(world, kube::secrets(), is_filled_secret);
    RoundTrips trips(raw);
    std::vector<double> seconds;
    Progress progress("applies", samples);
    for (std::size_t i = 0; i < samples + kWarmUp; ++i) {
        if (i >= kWarmUp) trips.sample();
        const auto took = apply_to_secret(world, secrets, "key-" + std::to_string(i));
        if (i < kWarmUp) continue;
        seconds.push_back(took);
        progress.step();
    }
    const auto sum = trips.sum() * 1e3;
    report.add({.name = "latency.p50",
                .what = fmt::format("apply to Secret, p50 of {}", samples),
                .measured = median(seconds) * 1e3,
                .unit = "ms",
                .reference = sum,
                .against = "sum of its round trips",
                .budget = at_most_times(2),
                .note = trips.to_text()});
    report.add({.name = "latency.p99",
                .what = fmt::format("apply to Secret, p99 of {}", samples),
                .measured = percentile(seconds, 0.99) * 1e3,
                .unit = "ms",
                .reference = sum,
                .against = "sum of its round trips",
                .budget = at_most_times(5)});
}

}  // namespace bench
