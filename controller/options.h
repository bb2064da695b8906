#pragma once

#include <string>
#include <vector>

#include "controller/base/log.h"

namespace CLI {
class App;
}

// What an address says where nothing is to be served.
inline constexpr auto kNoAddress = "0";

// The flags of `zpa-operator run`; each can be given as an environment variable too.
// docs/operations.md lists them with what they are for.
struct RunOptions {
    std::string kubeconfig;
    std::string context;
    std::vector<std::string> namespaces;  // empty: all
    std::string watch_selector;           // labels of ZPATenant objects
    int workers = 8;

    bool leader_election = true;
    std::string lease_namespace;  // "": the pod's own, else "default"
    std::string lease_name = "zpa-operator";
    double lease_seconds = 15, renew_seconds = 10, retry_seconds = 2;
    double write_age_seconds = 10;

    std::string probe_address = ":8081";
    std::string metrics_address = ":8080";
    bool metrics_auth = false;
    std::string metrics_cert, metrics_key;
    bool request_latencies = false;

    base::LogLevel log_level = base::LogLevel::Info;
    base::LogFormat log_format = base::LogFormat::Json;

    double grace_seconds = 30;
    double post_deadline_seconds = 30, list_lag_seconds = 60, soon_seconds = 60, fresh_list_seconds = 10,
           name_check_seconds = 1, rate_window_seconds = 10;
    double token_check_seconds = 60, file_check_seconds = 300;
};

// Adds the flags to the sub-command. The options are filled in when it parses.
void add_run_flags(CLI::App& command, RunOptions& options);
