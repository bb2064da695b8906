#include "controller/settings.h"

#include <unistd.h>

#include <set>

base::Duration seconds(double value) {
    return std::chrono::duration_cast<base::Duration>(std::chrono::duration<double>(value));
}

std::chrono::milliseconds milliseconds(double value) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(value));
}

std::string instance_name(base::Random& random) {
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    return std::string(host) + "_" + random.alphanumeric(16);
}

provisioning_key::Timings timings_of(const RunOptions& options) {
    provisioning_key::Timings timings;
    timings.post_deadline = seconds(options.post_deadline_seconds);
    timings.list_lag = seconds(options.list_lag_seconds);
    timings.soon = seconds(options.soon_seconds);
    timings.fresh = seconds(options.fresh_list_seconds);
    timings.name_check = seconds(options.name_check_seconds);
    return timings;
}

zpa::Session::Options session_options(const RunOptions& options) {
    zpa::Session::Options session;
    session.client.deadline = milliseconds(options.post_deadline_seconds);
    session.inventory.list_lag = seconds(options.list_lag_seconds);
    session.crowd = std::make_shared<zpa::Crowd>(options.workers);
    return session;
}

std::vector<kube::WatchScope> scopes(const RunOptions& options, const kube::Resource& resource,
                                     const std::string& labels) {
    if (options.namespaces.empty()) return {{resource, "", labels, ""}};
    std::vector<kube::WatchScope> out;
    const std::set<std::string> names(options.namespaces.begin(), options.namespaces.end());
    for (const auto& name : names) out.push_back({resource, name, labels, ""});
    return out;
}

kube::Connection::Options connection_options(const RunOptions& options, std::chrono::milliseconds inactivity) {
    kube::Connection::Options connection;
    connection.inactivity_timeout = inactivity;
    connection.token_check = milliseconds(options.token_check_seconds);
    connection.file_check = milliseconds(options.file_check_seconds);
    return connection;
}

runtime::LeaderElectionOptions lease_options(const RunOptions& options, const kube::Config& config,
                                             const std::string& instance) {
    runtime::LeaderElectionOptions lease;
    lease.namespace_name = options.lease_namespace.empty() ? config.namespace_name : options.lease_namespace;
    if (lease.namespace_name.empty()) lease.namespace_name = "default";
    lease.name = options.lease_name;
    lease.identity = instance;
    lease.lease_duration = seconds(options.lease_seconds);
    lease.renew_deadline = seconds(options.renew_seconds);
    lease.retry_period = seconds(options.retry_seconds);
    lease.max_write_age = seconds(options.write_age_seconds);
    return lease;
}
