#include <fmt/format.h>

#include <csignal>

#include "tests/bench/benches.h"
#include "tests/bench/watch_times.h"

namespace bench {

namespace {

constexpr double kLeaseSeconds = 15;  // the operator's default: how long others wait for a silent holder

// From `begin` until the Secret of a key that was applied right away is there: whoever leads then has done it.
double seconds_until_served(const World& world, const WatchTimes& secrets, const std::string& name,
                            Clock::time_point begin) {
    world.create_key(name);
    return seconds_between(begin, secrets.wait(name));
}

// Several, since the first of all fetches groups and certificates too.
double served_by_a_leader(const World& world, const WatchTimes& secrets) {
    std::vector<double> out;
    for (int i = 0; i < 5; ++i)
        out.push_back(seconds_until_served(world, secrets, fmt::format("before-{}", i), Clock::now()));
    return median(out);
}

}  // namespace

void measure_take_over(const Settings&, Report& report) {
    World world("takeover");
    world.create_tenant();
    auto first = world.start_operator();
    world.wait_tenant_ready();
    const auto second = world.start_operator();
    seconds_to_ready(*second);
    const WatchTimes secrets(world, kube::secrets(), is_filled_secret);
    const auto usual = served_by_a_leader(world, secrets);

    auto begin = Clock::now();
    first->signal(SIGTERM);
    const auto code = first->wait_for_exit();
    if (code != 0) throw std::runtime_error("the first operator ended with " + std::to_string(code));
    report.add({.name = "takeover.stop",
                .what = "SIGTERM to the successor's first Secret",
                .measured = seconds_until_served(world, secrets, "after-stop", begin),
                .unit = "s",
                .reference = usual,
                .against = "apply to Secret with a leader there",
                .budget = at_most(2)});

    const auto third = world.start_operator();
    seconds_to_ready(*third);
    begin = Clock::now();
    second->kill9();
    report.add({.name = "takeover.kill",
                .what = "kill -9 to the successor's first Secret",
                .measured = seconds_until_served(world, secrets, "after-kill", begin),
                .unit = "s",
                .reference = kLeaseSeconds,
                .against = "the lease's own time",
                .budget = at_most(17)});
}

}  // namespace bench
