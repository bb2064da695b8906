#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include "tests/bench/benches.h"
#include "tests/bench/statistics.h"
#include "tests/bench/world.h"

namespace bench {

namespace {

constexpr int kStarts = 5;
constexpr auto kSettle = std::chrono::seconds(5);

// A controller written in Go that is idle in the same cluster; nullopt where the cluster is somebody else's.
std::optional<double> scheduler_megabytes() {
    const char* folder = std::getenv("ZPA_CLUSTER_FOLDER");
    std::ifstream processes(folder == nullptr ? "" : std::string(folder) + "/processes");
    std::optional<double> out;
    for (std::string line, name, pid; std::getline(processes, line);) {
        std::istringstream words(line);
        if (words >> name >> pid && name == "kube-scheduler") out = resident_megabytes(std::stoi(pid));
    }
    return out;
}

double seconds_to_list_everything(const World& world) {
    return timed([&] {
        for (const auto* resource :
             {&common::zpa_tenants(), &common::provisioning_keys(), &kube::secrets(), &kube::namespaces()}) {
            world.cluster.list(*resource, "");
        }
    });
}

}  // namespace

void measure_idle(const Settings&, Report& report) {
    World world("idle");
    world.create_tenant();
    std::vector<double> starts, lists;
    for (int i = 0; i < kStarts; ++i) {
        lists.push_back(seconds_to_list_everything(world));
        const auto process = world.start_operator();
        starts.push_back(seconds_to_ready(*process));
        process->kill9();
        world.forget_lease();
    }
    report.add({.name = "idle.start",
                .what = fmt::format("start to ready, no keys, median of {}", kStarts),
                .measured = median(starts),
                .unit = "s",
                .reference = median(lists),
                .against = "what it watches, listed by hand",
                .budget = at_most(0.5)});

    const auto process = world.start_operator();
    world.wait_tenant_ready();
    std::this_thread::sleep_for(kSettle);
    const auto scheduler = scheduler_megabytes();
    report.add(
        {.name = "idle.memory",
         .what = "memory, idle, one tenant",
         .measured = resident_megabytes(process->pid()),
         .unit = "MB",
         .reference = scheduler.value_or(0),
         .against = scheduler ? "kube-scheduler, idle in the same cluster" : "nothing here to compare with",
         .budget = at_most(20),
         .note = fmt::format("resident; most ever {:.1f} MB; public roots loaded", peak_megabytes(process->pid()))});
}

}  // namespace bench
