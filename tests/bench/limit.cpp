#include <fmt/format.h>

#include "tests/bench/benches.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"
#include "tests/bench/world.h"

namespace bench {

namespace {

constexpr int kReads = 20, kWrites = 10;  // ZPA's, in a window

// What so many writes take at least: the first window's are free, and each window more brings as many.
double least_seconds(std::size_t writes, double window) {
    const auto windows = (writes + kWrites - 1) / kWrites;
    return static_cast<double>(windows - 1) * window;
}

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

// Values go before names, but for the first window: nobody waits for a permit in it yet, so what is made is named at
// once. That takes half of the window at most, a creation for each naming. So the number of keys is a multiple of
// kWrites less that half, and it costs no window more (of 60 keys it does: 60 s instead of 50). Whoever uses 9 permits
// of 10 needs at least one window more for the values, and two for all. Each window brings a round trip besides, since
// slots are counted from the reply. The names need every permit there is: of these, one window may be missed.
void measure_limit(const Settings& settings, Report& report) {
    const std::size_t count = settings.full ? 195 : 55;
    World world("limit");
    set_limits(world, static_cast<int>(settings.rate_window));
    world.create_tenant({{"limits", nullptr}});
    world.create_keys(count);
    const auto begin = Clock::now();
    const auto process = world.start_operator({fmt::format("--rate-window={}", settings.rate_window)});
    const auto filled = seconds_until("Secrets filled", count, begin, [&] { return world.filled_secrets(); });
    const auto named = seconds_until("keys named", count, begin, [&] { return world.named_in_zpa(); });
    const auto ready = seconds_until("keys Ready", count, begin, [&] { return world.ready_keys(); });

    const auto against = [&](std::size_t writes) {
        return fmt::format("{} writes, {} in {:.0f} s, the first at once", writes, kWrites, settings.rate_window);
    };
    report.add({.name = "limit.filled",
                .what = fmt::format("{} new keys under the limit: all Secrets filled", count),
                .measured = filled,
                .unit = "s",
                .reference = least_seconds(count, settings.rate_window),
                .against = against(count),
                .budget = at_most_times(1.08)});
    report.add({.name = "limit.named",
                .what = fmt::format("{} new keys under the limit: all named", count),
                .measured = named,
                .unit = "s",
                .reference = least_seconds(2 * count, settings.rate_window),
                .against = against(2 * count),
                .budget = at_most_times(1.11),
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
