#include <malloc.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <thread>

#include "controller/assembly.h"
#include "controller/base/private_memory.h"
#include "controller/commands/command_line.h"
#include "controller/commands/program.h"
#include "controller/version.h"

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::chrono::seconds kLongestExit{20};  // what it found it says at exit
#else
constexpr std::chrono::seconds kLongestExit{2};
#endif
constexpr int kHeaps = 1;
constexpr int kLarge = 256 * 1024;  // bytes of one text
constexpr int kKept = 1024 * 1024;  // bytes, free at the heap's end: given back and asked for in larger pieces

// Small is a promise, and glibc's own habits cost us a third: a heap for each of some thirty threads that are seldom at
// work together, and a heap that keeps, for ever and in the way, the room of every large text that was in it once, such
// as a page of 500 objects.
void hold_memory_small() {
    mallopt(M_ARENA_MAX, kHeaps);
    mallopt(M_MMAP_THRESHOLD, kLarge);
    mallopt(M_TRIM_THRESHOLD, kKept);
}

int run(const RunOptions& options) {
    hold_memory_small();
    const base::Logger log(options.log_level, options.log_format);
    try {
        runtime::Signals signals(log);
        return run_operator(options, signals, log);
    } catch (const std::exception& error) {
        log.error("cannot go on", {{"error", error.what()}});
        return 1;
    }
}

// To be returned from main. Exit waits for the HTTP library's thread that looks up names, and nothing ends a lookup: it
// takes up to a minute where name servers are silent. All else that is done at exit takes milliseconds.
int exit_in_time(int status) {
    std::fflush(nullptr);
    try {
        std::thread([status] {
            std::this_thread::sleep_for(kLongestExit);
            std::_Exit(status);
        }).detach();
    } catch (const std::system_error&) {  // no thread to be had: then it takes as long as it takes
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    base::keep_memory_private();
    if (argc > 0 && commands::is_plugin_name(argv[0])) {
        return exit_in_time(commands::run_plugin(argc, argv, kProgramVersion));
    }
    CLI::App app{"Keeps Zscaler Private Access provisioning keys as Kubernetes objects say", "zpa-operator"};
    app.fallthrough();
    app.footer(
        "For people, through the link kubectl-zpa beside this program: kubectl zpa status, kubectl zpa orphans.");
    RunOptions options;
    auto* run_command =
        app.add_subcommand("run", "the controller: watches ZPATenant and ProvisioningKey objects until it is stopped");
    add_run_flags(*run_command, options);
    const auto export_keys = commands::add_export(app, kProgramVersion);
    commands::add_version(app, std::string("zpa-operator ") + kProgramVersion);
    if (const auto status = commands::read_command_line(app, argc, argv)) return *status;
    if (!run_command->parsed()) return exit_in_time(commands::run_command(export_keys));
    return exit_in_time(run(options));
}
