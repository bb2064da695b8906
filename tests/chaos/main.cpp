#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <random>
#include <set>

#include "tests/chaos/run.h"
#include "tests/chaos/steps.h"

namespace {

using namespace chaos;

constexpr int kBroken = 1, kNothingProved = 2;  // exit status

struct Options {
    std::uint64_t seed = 0;
    int kills = 50;
    double minutes = 0;
    int kills_a_run = 50;
    int patience = 120;
    std::string audit_log, program;
};

Options parse(int argc, char** argv) {
    Options options;
    CLI::App app(
        "Attacks the operator and checks it by three books: ZPA's journal, the API server's audit log and the end "
        "state.",
        "zpa-chaos");
    app.add_option("--seed", options.seed,
                   "where chance begins; the next run of several has the next number. Default: a random one");
    app.add_option("--kills", options.kills, "SIGKILLs in all")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--minutes", options.minutes, "no run begins after so long; 0: no limit")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--kills-a-run", options.kills_a_run, "after so many a run ends and is checked")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--patience", options.patience, "seconds until all must be right again once the faults have ended")
        ->capture_default_str();
    app.add_option("--operator", options.program, "another build of it")->check(CLI::ExistingFile);
    app.add_option("--audit-log", options.audit_log, "of the API server that KUBECONFIG names")
        ->required()
        ->check(CLI::ExistingFile);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error));
    }
    if (options.seed == 0) options.seed = std::random_device{}() % 1'000'000 + 1;
    return options;
}

// Once a second for a person who looks on, now and then for a log.
class Progress {
public:
    explicit Progress(int of) : of_(of) {}
    ~Progress() {
        if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
    }
    void reach(int kills, int deeds) {
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < (terminal_ ? std::chrono::seconds(1) : std::chrono::seconds(30))) return;
        last_ = now;
        shown_ = true;
        fmt::print(stderr, "{}  {} of {} kills, {} deeds{}", terminal_ ? "\r\033[K" : "", kills, of_, deeds,
                   terminal_ ? "" : "\n");
        std::fflush(stderr);
    }

private:
    const int of_;
    const bool terminal_ = isatty(STDERR_FILENO) != 0;
    bool shown_ = false;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

void print(const char* head, const std::map<std::string, int>& counts) {
    fmt::print("  {}:", head);
    for (const auto& [name, count] : counts) fmt::print(" {} {},", count, name);
    fmt::print("\n");
}

void print_counts(const RunResult& result) {
    print("ends", result.ends);
    print("steps", result.steps);
    print("faults", result.faults);
    print("came to nothing", result.nothing);
    print("excused", result.excuses);
}

void print(const RunResult& result) {
    fmt::print("seed {}: {} kills, {} faults met, {} deeds, {:.0f} s: {}\n", result.seed, result.kills,
               result.all_faults(), result.deeds, result.seconds,
               result.findings.empty() ? "nothing found" : fmt::format("{} FINDINGS", result.findings.size()));
    print_counts(result);
    for (const auto& finding : result.findings) fmt::print("  {}: {}: {}\n", finding.rule, finding.about, finding.what);
    if (!result.findings.empty()) fmt::print("{}\n", result.stories);
    std::fflush(stdout);
}

std::string rules_of(const std::vector<Finding>& findings) {
    std::set<std::string> names;
    for (const auto& finding : findings) names.insert(finding.rule);
    return fmt::format("{}", fmt::join(names, ", "));
}

int attack(const Options& options) {
    const auto begin = std::chrono::steady_clock::now();
    const auto minutes = [&] {
        return std::chrono::duration<double, std::ratio<60>>(std::chrono::steady_clock::now() - begin).count();
    };
    int runs = 0;
    RunResult all;
    bool bad = false;
    for (auto seed = options.seed;
         !bad && all.kills < options.kills && (options.minutes == 0 || minutes() < options.minutes); ++seed) {
        RunOptions one;
        one.seed = seed;
        one.kills = std::min(options.kills - all.kills, options.kills_a_run);
        if (options.minutes > 0)
            one.longest = std::chrono::seconds(static_cast<int>((options.minutes - minutes()) * 60) + 1);
        one.audit_log = options.audit_log;
        one.program = options.program;
        one.patience = std::chrono::seconds(options.patience);
        const auto result = [&] {
            Progress progress(one.kills);
            one.progress = [&](int done, int deeds) { progress.reach(done, deeds); };
            return run(one);
        }();
        print(result);
        all.add(result);
        ++runs;
        if (result.findings.empty()) continue;
        bad = true;
        fmt::print("caught: by {} after {} kills, seed {}\n", rules_of(result.findings), all.kills, seed);
    }
    if (runs > 1) {
        fmt::print("in all\n");
        print_counts(all);
    }
    const auto nothing = bad ? "" : proves_nothing(runs, all, names_of_steps());
    fmt::print("chaos: {} runs from seed {}, {} kills, {} faults met, {:.1f} minutes: {}\n", runs, options.seed,
               all.kills, all.all_faults(), minutes(),
               bad               ? "a rule was broken; the same seed shows it again"
               : nothing.empty() ? "every rule held"
                                 : "this proves nothing: " + nothing);
    return bad ? kBroken : nothing.empty() ? 0 : kNothingProved;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse(argc, argv);
    try {
        return attack(options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return kNothingProved;
    }
}
