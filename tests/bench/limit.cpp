#include <fmt/format.h>

#include "tests/bench/benches.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"
#include "tests/bench/world.h"

namespace bench {

namespace {

constexpr int kReads = 20, kWrites = 10;  // ZPA's, in a window

void set_limits(World& world, int window) {
    world.zpa.simulator.behaviours.edit([window](simulator::Behaviour& behaviour) {
        behaviour.limits = true;
        behaviour.reads_per_window = kReads;
        behaviour.writes_per_window = kWrites;
        behaviour.window_seconds = window;
    });
}

double seconds_until(const char* what, std::size_t count, Clock::time_point begin,
                     const std::function<std::size_t()>& done) {
    Progress progress(what, count);
    scenario::wait_for(
        fmt::format("{} {}", count, what),
        [&] {
            const auto now = done();
            progress.reach(now);
            return now >= count;
        },
        std::chrono::minutes(15));
    return seconds_since(begin);
}

}  // namespace

void measure_limit(const Settings& settings, Report& report) {
    const std::size_t count = settings.full ? 200 : 60;
    World world("limit");
    set_limits(world, static_cast<int>(settings.rate_window));
    world.create_tenant({{"limits", nullptr}});
    world.create_keys(count);
    const auto begin = Clock::now();
    const auto process = world.start_operator({fmt::format("--rate-window={}", settings.rate_window)});
    const auto filled = seconds_until("Secrets filled", count, begin, [&] { return world.filled_secrets(); });
    const auto named = seconds_until("keys named", count, begin, [&] { return world.named_in_zpa(); });
    const auto ready = seconds_until("keys Ready", count, begin, [&] { return world.ready_keys(); });

    const auto own = static_cast<double>(count) * settings.rate_window / kWrites;
    const auto against = fmt::format("{} writes, {} in {:.0f} s", count, kWrites, settings.rate_window);
    report.add({.name = "limit.filled",
                .what = fmt::format("{} new keys under the limit: all Secrets filled", count),
                .measured = filled,
                .unit = "s",
                .reference = own,
                .against = against,
                .budget = at_most_times(1.05)});
    report.add({.name = "limit.named",
                .what = fmt::format("{} new keys under the limit: all named", count),
                .measured = named,
                .unit = "s",
                .reference = own,
                .against = against,
                .budget = at_most_times(2.05),
                .note = fmt::format("all Ready after {:.1f} s", ready)});
    const auto calls = world.zpa.simulator.journal.counters();
    report.add({.name = "limit.429",
                .what = "calls that ZPA refused with 429",
                .measured = static_cast<double>(calls.of("", "", 429)),
                .unit = "",
                .reference = static_cast<double>(calls.total()),
                .against = "calls in all",
                .budget = at_most(0)});
}

}  // namespace bench
