#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/bench/benches.h"
#include "tests/bench/progress.h"
#include "tests/scenario/harness/cluster.h"

namespace {

using bench::Bench;

// In this order: what is measured of an empty cluster comes first, what fills it last.
const std::vector<Bench> kAll = {
    {"noop", "reconciles a second that find nothing to do, on one core", bench::measure_no_op, false},
    {"holders", "what a key takes of the heap, by who holds it", bench::measure_holders, false},
    {"idle", "memory without keys, start to ready", bench::measure_idle},
    {"latency", "from apply to the Secret, p50 and p99", bench::measure_latency},
    {"heal", "a deleted Secret, wrong credentials: until all is well again", bench::measure_heal},
    {"takeover", "from the end of one operator to the work of the next", bench::measure_take_over},
    {"burst", "1,000 keys without a limit, writes a key", bench::measure_burst},
    {"limit", "keys under ZPA's limit: Secrets filled, names given, 429", bench::measure_limit},
    {"fleet", "10,000 keys: memory, reads for drift, start to ready", bench::measure_fleet},
    {"long", "hours with 2,000 keys at 20 times the pace: is it steady?", bench::measure_long, true, true},
};

std::string list_of_names() {
    std::string out = "What is measured (without a NAME all of it except long):\n";
    for (const auto& one : kAll)
        out += "  " + std::string(one.name) + std::string(12 - std::string(one.name).size(), ' ') + one.what + "\n";
    return out + "Exit status: 0 within all budgets, 1 a budget missed, 2 something could not be measured.";
}

std::vector<Bench> chosen(const std::vector<std::string>& names) {
    std::vector<Bench> out;
    for (const auto& one : kAll) {
        const bool named = std::find(names.begin(), names.end(), one.name) != names.end();
        if (named || (names.empty() && !one.by_name_only)) out.push_back(one);
    }
    return out;
}

// No measurement is to hold the time in which the cluster is set up.
void prepare(const std::vector<Bench>& benches) {
    const bool needs_cluster =
        std::any_of(benches.begin(), benches.end(), [](const Bench& one) { return one.needs_cluster; });
    if (needs_cluster) scenario::Cluster::shared();
}

void write_json(const std::string& file, const bench::Report& report, const bench::Settings& settings) {
    const nlohmann::json out = {{"rows", report.to_json()},
                                {"cores", std::thread::hardware_concurrency()},
                                {"full", settings.full},
                                {"rateWindowSeconds", settings.rate_window},
                                {"ok", report.ok()}};
    std::ofstream stream(file);
    stream << out.dump(2) << '\n';
    if (!stream.flush()) throw std::runtime_error("cannot write " + file);
}

bool run(const std::vector<Bench>& benches, const bench::Settings& settings, bench::Report& report) {
    bool complete = true;
    for (const auto& one : benches) {
        bench::say(std::string(one.name) + ": " + one.what);
        try {
            one.run(settings, report);
        } catch (const std::exception& error) {
            complete = false;
            bench::say(std::string("  not measured: ") + error.what());
        }
    }
    return complete;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Measures what the operator promises of its speed and size, each figure beside its reference"};
    app.footer(list_of_names());
    std::vector<std::string> known, names;
    for (const auto& one : kAll) known.emplace_back(one.name);
    bench::Settings settings;
    std::string json_file;
    app.add_option("NAME", names, "what to measure")->check(CLI::IsMember(known));
    app.add_option("--json", json_file, "write the rows there too")->type_name("FILE");
    app.add_flag("--full", settings.full, "195 keys under the limit instead of 55, 400 applies instead of 100");
    app.add_option("--rate-window", settings.rate_window, "ZPA's window in whole seconds, here and in the operator")
        ->check(CLI::Range(1, 10))
        ->capture_default_str()
        ->type_name("SECONDS");
    app.add_option("--minutes", settings.minutes, "of the long run; each is 20 minutes of operation")
        ->check(CLI::Range(2.0, 240.0))
        ->capture_default_str();
    app.add_option("--out", settings.out, "the long run's plots, as SVG; its samples are put beside it, as CSV")
        ->capture_default_str()
        ->type_name("FILE");
    CLI11_PARSE(app, argc, argv);
    try {
        const auto benches = chosen(names);
        bench::Report report;
        prepare(benches);
        const bool complete = run(benches, settings, report);
        report.print(std::cout);
        if (!json_file.empty()) write_json(json_file, report, settings);
        return !complete ? 2 : report.ok() ? 0 : 1;
    } catch (const std::exception& error) {
        bench::say(std::string("error: ") + error.what());
        return 2;
    }
}
