#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace kube {

struct ProcessRequest {
    std::vector<std::string> arguments;  // the program first; without a slash it is looked up in PATH
    std::vector<std::pair<std::string, std::string>> environment;  // on top of ours
    std::chrono::milliseconds timeout{std::chrono::seconds(60)};
    std::size_t max_output_bytes = std::size_t{1} << 20;
};

struct ProcessResult {
    int exit_code = 0;  // 128 + signal where it was killed
    std::string output;
    // Its first 64 kB. A secret must be whole to be known: whoever quotes it redacts first and cuts then.
    std::string error_output;
};

// Runs a program without a shell, its standard input empty, no other file of ours open in it, and waits for its end.
// When time is up, stop is requested or it writes too much, its whole process group is killed. Throws Error: Config
// (cannot be started), Unavailable (this process has too many files open), Timeout, Cancelled, Protocol (too much
// output). Threads: any.
ProcessResult run_process(const ProcessRequest& request, std::stop_token stop);

}  // namespace kube
