#include "controller/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <chrono>
#include <utility>
#include <vector>

#include "controller/base/clock.h"

namespace {

// Less is no time to a clock of milliseconds; more would overflow where it is added to the time now.
constexpr double kShortest = 0.001, kLongest = std::chrono::duration<double>(base::kLongestWait).count();

// "nan" is a number to CLI11, and neither too small nor too large: only what lies between the two is taken.
std::string check_seconds(const std::string& text) {
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && value >= kShortest && value <= kLongest) return "";
    return fmt::format("{} is no time between {} and {:.0f} seconds", text, kShortest, kLongest);
}

constexpr auto kPositive = [](CLI::Option* option) {
    return option->check(CLI::Validator(check_seconds, ""))->type_name("SECONDS");
};

// One of a few words. CLI11's own choices show the numbers behind them, in the help and to whoever mistyped one.
template <typename Value>
CLI::Option* add_choice(CLI::App& command, const char* flag, Value& value, const char* text,
                        const std::vector<std::pair<std::string, Value>>& choices) {
    std::vector<std::string> words;
    for (const auto& [word, meaning] : choices) words.push_back(word);
    const auto take = [&value, choices](const std::string& chosen) {
        for (const auto& [word, meaning] : choices) {
            if (word == chosen) value = meaning;
        }
    };
    return command.add_option_function<std::string>(flag, take, text)
        ->transform(CLI::IsMember(words, CLI::ignore_case).description(""))
        ->type_name(fmt::format("{{{}}}", fmt::join(words, ",")));
}

void add_cluster_flags(CLI::App& command, RunOptions& options) {
    const auto* group = "Cluster";
    command
        .add_option("--kubeconfig", options.kubeconfig,
                    "kubeconfig file; default $KUBECONFIG, the pod's account, ~/.kube/config")
        ->group(group);
    command.add_option("--context", options.context, "context in it; default current-context")->group(group);
    command
        .add_option("--namespaces", options.namespaces,
                    "watch only these (comma separated); needs Roles there instead of a ClusterRole")
        ->delimiter(',')
        ->group(group);
    command
        .add_option(
            "--watch-selector", options.watch_selector,
            "only ZPATenants with these labels and what refers to them, so that several operators share a cluster")
        ->group(group);
    command.add_option("--workers", options.workers, "objects of one kind reconciled at once")
        ->check(CLI::Range(1, 256).description(""))
        ->type_name("1..256")
        ->capture_default_str()
        ->group(group);
}

void add_lease_flags(CLI::App& command, RunOptions& options) {
    const auto* group = "Leader election";
    command
        .add_flag("--leader-elect,!--no-leader-elect", options.leader_election,
                  "hold a Lease, so that one of several operators writes (default on)")
        ->group(group);
    command
        .add_option("--leader-election-namespace", options.lease_namespace,
                    "the Lease's namespace; default the pod's, else the context's")
        ->group(group);
    command.add_option("--leader-election-id", options.lease_name, "the Lease's name")
        ->capture_default_str()
        ->group(group);
    kPositive(command.add_option("--lease-duration", options.lease_seconds, "how long others wait for a silent holder"))
        ->capture_default_str()
        ->group(group);
    kPositive(command.add_option("--renew-deadline", options.renew_seconds,
                                 "how long a holder tries to renew before it gives up"))
        ->capture_default_str()
        ->group(group);
    kPositive(command.add_option("--retry-period", options.retry_seconds, "pause between tries"))
        ->capture_default_str()
        ->group(group);
    kPositive(command.add_option("--write-lease-age", options.write_age_seconds,
                                 "nothing is written when the last renewal began longer ago"))
        ->capture_default_str()
        ->group(group);
}

void add_telemetry_flags(CLI::App& command, RunOptions& options) {
    const auto* group = "Probes, metrics, logs";
    command
        .add_option("--health-probe-bind-address", options.probe_address,
                    "IP:PORT of /healthz and /readyz, :PORT on every address; 0 for none")
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--metrics-bind-address", options.metrics_address,
                    "IP:PORT of /metrics, :PORT on every address; 0 for none")
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--metrics-auth", options.metrics_auth,
                  "serve metrics only to tokens that may get /metrics; needs a certificate, and not with --namespaces")
        ->group(group);
    auto* cert =
        command.add_option("--metrics-cert", options.metrics_cert, "PEM certificate to serve metrics over TLS")
            ->group(group);
    auto* key = command.add_option("--metrics-key", options.metrics_key, "its private key")->group(group);
    cert->needs(key);
    key->needs(cert);
    command.add_flag("--request-latencies", options.request_latencies, "histograms of request latencies")->group(group);
    add_choice<base::LogLevel>(command, "--log-level", options.log_level, "how much is logged",
                               {{"debug", base::LogLevel::Debug},
                                {"info", base::LogLevel::Info},
                                {"warn", base::LogLevel::Warn},
                                {"error", base::LogLevel::Error}})
        ->default_str("info")
        ->group(group);
    add_choice<base::LogFormat>(command, "--log-format", options.log_format, "what a line of the log looks like",
                                {{"json", base::LogFormat::Json}, {"text", base::LogFormat::Text}})
        ->default_str("json")
        ->group(group);
}

void add_time_flags(CLI::App& command, RunOptions& options) {
    const auto* group = "Times (docs/operations.md; the defaults suit ZPA)";
    const auto add = [&](const char* flag, double& value, const char* text) {
        kPositive(command.add_option(flag, value, text))->capture_default_str()->group(group);
    };
    add("--grace-period", options.grace_seconds, "for running work after SIGTERM");
    add("--post-deadline", options.post_deadline_seconds, "of one call to ZPA");
    add("--list-lag", options.list_lag_seconds, "how far ZPA's lists may trail behind");
    add("--soon", options.soon_seconds, "a key that is missing so soon after its creation is not gone");
    add("--fresh-list", options.fresh_list_seconds, "how old a list may be that proves a name free");
    add("--name-check-delay", options.name_check_seconds, "between naming a key and looking who else has the name");
    add("--rate-window", options.rate_window_seconds, "window of the ZPATenant's limits");
    add("--token-check", options.token_check_seconds, "how often token files are read again");
    add("--file-check", options.file_check_seconds, "how often certificate and CA files are looked at");
}

// --lease-duration is ZPA_OPERATOR_LEASE_DURATION, and so on.
std::string variable_of(std::string flag) {
    std::transform(flag.begin(), flag.end(), flag.begin(),
                   [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
    return "ZPA_OPERATOR_" + flag;
}

void add_variables(CLI::App& command) {
    for (auto* option : command.get_options()) {
        if (option != command.get_help_ptr()) option->envname(variable_of(option->get_lnames().front()));
    }
}

}  // namespace

void add_run_flags(CLI::App& command, RunOptions& options) {
    add_cluster_flags(command, options);
    add_lease_flags(command, options);
    add_telemetry_flags(command, options);
    add_time_flags(command, options);
    add_variables(command);
}
