#pragma once

#include <string_view>
#include <vector>

namespace telemetry {

// A metric's name and help text, checked by the compiler: the library looks at names only when a series is made, and
// does not escape help texts.
struct Metric {
    consteval Metric(const char* the_name, const char* the_help) : name(the_name), help(the_help) {
        constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
        if (std::string_view(name).find_first_not_of(letters) != std::string_view::npos) throw "no name of a metric";
        if (std::string_view(help).find_first_of("\n\\") != std::string_view::npos) throw "a help text of one line";
    }
    const char* name;
    const char* help;
};

// Names, labels and buckets that controller-runtime and client-go have too are theirs, so that existing dashboards
// work.
namespace metric {

// {controller, result = success|error|requeue|requeue_after}
inline constexpr Metric reconcile_total{"controller_runtime_reconcile_total",
                                        "Total number of reconciliations per controller"};
// {controller}
inline constexpr Metric reconcile_errors_total{"controller_runtime_reconcile_errors_total",
                                               "Total number of reconciliation errors per controller"};
inline constexpr Metric reconcile_time_seconds{"controller_runtime_reconcile_time_seconds",
                                               "Length of time per reconciliation per controller"};
inline constexpr Metric max_concurrent_reconciles{"controller_runtime_max_concurrent_reconciles",
                                                  "Maximum number of concurrent reconciles per controller"};
inline constexpr Metric active_workers{"controller_runtime_active_workers",
                                       "Number of currently used workers per controller"};

// {name, controller, priority}
inline constexpr Metric workqueue_depth{"workqueue_depth", "Current depth of workqueue by workqueue and priority"};
// {name, controller}
inline constexpr Metric workqueue_adds_total{"workqueue_adds_total", "Total number of adds handled by workqueue"};
inline constexpr Metric workqueue_retries_total{"workqueue_retries_total",
                                                "Total number of retries handled by workqueue"};
inline constexpr Metric workqueue_queue_seconds{
    "workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before being requested"};
inline constexpr Metric workqueue_work_seconds{"workqueue_work_duration_seconds",
                                               "How long in seconds processing an item from workqueue takes."};
inline constexpr Metric workqueue_unfinished_seconds{"workqueue_unfinished_work_seconds",
                                                     "How many seconds of work has been done that is in progress and "
                                                     "has not been observed by work_duration. Large values "
                                                     "indicate stuck threads."};
inline constexpr Metric workqueue_longest_seconds{"workqueue_longest_running_processor_seconds",
                                                  "How many seconds has the longest running processor been running."};

// {code, method, host}
inline constexpr Metric rest_requests_total{"rest_client_requests_total",
                                            "Number of HTTP requests, partitioned by status code, method, and host."};
// {verb, host}; asked for by a flag, since it is most of a scrape
inline constexpr Metric rest_request_seconds{"rest_client_request_duration_seconds",
                                             "Request latency in seconds. Broken down by verb, and host."};

// {name}
inline constexpr Metric leader_status{"leader_election_master_status",
                                      "Gauge of if the reporting system is master of the relevant lease, 0 indicates "
                                      "backup, 1 indicates master. name is the "
                                      "string used to identify the lease."};
inline constexpr Metric leader_slowpath_total{
    "leader_election_slowpath_total",
    "Total number of slow path exercised in renewing leader leases. name is the string used to identify the lease."};

inline constexpr Metric events_dropped_total{"event_publisher_dropped_total",
                                             "Total number of events that were not written."};

// of the servers' own TLS certificate
inline constexpr Metric tls_certificate_reads_total{"certwatcher_read_certificate_total",
                                                    "Total number of certificate reads"};
inline constexpr Metric tls_certificate_errors_total{"certwatcher_read_certificate_errors_total",
                                                     "Total number of certificate read errors"};

inline constexpr Metric process_cpu_seconds_total{"process_cpu_seconds_total",
                                                  "Total user and system CPU time spent in seconds."};
inline constexpr Metric process_resident_bytes{"process_resident_memory_bytes", "Resident memory size in bytes."};
inline constexpr Metric process_virtual_bytes{"process_virtual_memory_bytes", "Virtual memory size in bytes."};
inline constexpr Metric process_open_fds{"process_open_fds", "Number of open file descriptors."};
inline constexpr Metric process_max_fds{"process_max_fds", "Maximum number of open file descriptors."};
inline constexpr Metric process_start_seconds{"process_start_time_seconds",
                                              "Start time of the process since unix epoch in seconds."};
inline constexpr Metric process_threads{"process_threads", "Number of threads of the process."};

// {tenant}, as namespace/name, and what is named
// method, code
inline constexpr Metric zpa_requests_total{"zpa_api_requests_total",
                                           "Number of requests to the ZPA API by tenant, method and status code."};
// class = read|write
inline constexpr Metric zpa_rate_limited_total{
    "zpa_api_rate_limited_total", "Number of ZPA API calls that were put off by the rate budget, or answered 429."};
// class
inline constexpr Metric zpa_rate_waiting{"zpa_api_rate_waiting",
                                         "Number of ZPA API calls that wait for the rate budget."};
inline constexpr Metric zpa_tenant_ready{"zpa_tenant_ready", "1 where the tenant can be managed, 0 where it cannot."};
// state
inline constexpr Metric zpa_keys{"zpa_provisioning_keys", "Number of ProvisioningKey objects by state."};
inline constexpr Metric zpa_inventory_age_seconds{"zpa_inventory_age_seconds",
                                                  "Time since the last complete reading of the tenant."};
// result = success|error
inline constexpr Metric zpa_inventory_refresh_total{"zpa_inventory_refresh_total",
                                                    "Number of readings of the whole tenant by result."};

}  // namespace metric

namespace buckets {

inline const std::vector<double> reconcile{
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5,
    1.75,  2.0,  2.5,   3.0,  3.5, 4.0,  4.5, 5,    6,   7,    8,   9,    10,  15,  20,  25,  30,  40,  50,   60};
inline const std::vector<double> work_queue{1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000};
inline const std::vector<double> request{0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0};

}  // namespace buckets

}  // namespace telemetry
