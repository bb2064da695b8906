#include "controller/settings_check.h"

#include <fmt/format.h>

#include "controller/base/error.h"
#include "controller/kube/dns_name.h"
#include "controller/runtime/leader_elector.h"

namespace {

[[noreturn]] void refuse(const std::string& why) { throw base::Error(base::ErrorKind::Config, why); }

void check_lease(const RunOptions& options) {
    if (options.lease_seconds <= options.renew_seconds) {
        refuse(fmt::format(
            "--lease-duration ({} s) must be longer than --renew-deadline ({} s): else another leader begins "
            "while this one still tries to renew",
            options.lease_seconds, options.renew_seconds));
    }
    constexpr double jitter = runtime::LeaderElectionOptions::kRetryJitter;
    if (options.renew_seconds <= jitter * options.retry_seconds) {
        refuse(fmt::format(
            "--renew-deadline ({} s) must be longer than {} times --retry-period ({} s): else one failed try "
            "loses the lease",
            options.renew_seconds, jitter, options.retry_seconds));
    }
    if (options.write_age_seconds >= options.lease_seconds) {
        refuse(fmt::format(
            "--write-lease-age ({} s) must be shorter than --lease-duration ({} s): else this process writes "
            "when another leads already",
            options.write_age_seconds, options.lease_seconds));
    }
}

void check_metrics(const RunOptions& options) {
    if (!options.metrics_auth || options.metrics_address == kNoAddress) return;
    if (!options.namespaces.empty()) {
        refuse(
            "--metrics-auth cannot be had with --namespaces: to ask who a caller is takes a permission for the whole "
            "cluster. Leave one of them out, or close the port with a NetworkPolicy");
    }
    if (options.metrics_cert.empty()) {
        refuse("--metrics-auth needs --metrics-cert and --metrics-key: callers would send their tokens in plain text");
    }
}

}  // namespace

void check_settings(const RunOptions& options) {
    if (options.leader_election) check_lease(options);
    for (const auto& name : options.namespaces) {
        // An empty name would mean all of them.
        if (!kube::is_dns_label(name)) refuse("--namespaces: \"" + name + "\" is no name of a namespace");
    }
    check_metrics(options);
}

void announce_limits(const RunOptions& options, const base::Logger& log) {
    if (options.namespaces.empty()) return;
    log.warn(
        "with --namespaces the labels of namespaces are not read: allowedNamespaces.from Selector opens a ZPATenant to "
        "its own namespace only; name the others in allowedNamespaces.names");
}
