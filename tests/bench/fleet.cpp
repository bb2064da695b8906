#include <fmt/format.h>

#include <thread>

#include "tests/bench/benches.h"
#include "tests/bench/fleet_world.h"
#include "tests/bench/statistics.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 10000;
constexpr int kStarts = 3;
constexpr int kPageSize = 500;
constexpr auto kSettle = std::chrono::seconds(10);

Row memory(const Fleet& fleet, OperatorProcess& process) {
    std::this_thread::sleep_for(kSettle);
    return {.name = "fleet.memory",
            .what = fmt::format("memory with {} keys", kKeys),
            .measured = resident_megabytes(process.pid()),
            .unit = "MB",
            .reference = fleet.json_megabytes(),
            .against = "the keys and Secrets as JSON",
            .budget = at_most(60),
            .note = fmt::format("resident, after a drift check; most ever {:.1f} MB", peak_megabytes(process.pid()))};
}

Row drift_reads(Fleet& fleet) {
    const auto reads = fleet.reads_of_one_poll();
    return {.name = "fleet.drift",
            .what = fmt::format("reads to check {} keys for drift", kKeys),
            .measured = static_cast<double>(reads),
            .unit = "",
            .reference = static_cast<double>(kKeys) / kPageSize,
            .against = fmt::format("pages of {}", kPageSize),
            .budget = at_most(25),
            .note = "all calls of one poll; a key edited in ZPA afterwards was found by the next one and put back"};
}

}  // namespace

void measure_fleet(const Settings&, Report& report) {
    Fleet fleet(kKeys, "fleet", {{"pollInterval", "15s"}});
    std::vector<double> starts, lists;
    for (int i = 0; i < kStarts; ++i) {
        lists.push_back(fleet.seconds_to_read());
        const auto process = fleet.world().start_operator();
        starts.push_back(seconds_to_ready(*process));
        process->kill9();
        fleet.world().forget_lease();
    }
    report.add({.name = "fleet.start",
                .what = fmt::format("start to ready, {} keys, median of {}", kKeys, kStarts),
                .measured = median(starts),
                .unit = "s",
                .reference = median(lists),
                .against = "the same streams read by hand, nothing looked at",
                .budget = at_most(3)});

    const auto process = fleet.world().start_operator();
    fleet.wait_until_checked(*process);
    report.add(drift_reads(fleet));
    report.add(memory(fleet, *process));
    fleet.expect_untouched(*process);
}

}  // namespace bench
