#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "controller/base/random.h"
#include "controller/kube/config.h"
#include "controller/kube/connection.h"
#include "controller/kube/watcher.h"
#include "controller/options.h"
#include "controller/runtime/leader_elector.h"
#include "reconcilers/provisioning_key/timings.h"
#include "reconcilers/zpa/session.h"

// What the flags come to, part by part. Pure but for the host's name.
base::Duration seconds(double value);
std::chrono::milliseconds milliseconds(double value);

// hostname_random, as client-go names a lease's holder. Drawn once: events name the same instance as the lease.
std::string instance_name(base::Random& random);

provisioning_key::Timings timings_of(const RunOptions& options);
zpa::Session::Options session_options(const RunOptions& options);
runtime::LeaderElectionOptions lease_options(const RunOptions& options, const kube::Config& config,
                                             const std::string& instance);
kube::Connection::Options connection_options(const RunOptions& options, std::chrono::milliseconds inactivity);

// All namespaces, or one scope for each that is named, however often.
std::vector<kube::WatchScope> scopes(const RunOptions& options, const kube::Resource& resource,
                                     const std::string& labels);
