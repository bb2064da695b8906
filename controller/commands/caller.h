#pragma once

#include <memory>
#include <string>

#include "controller/kube/client.h"

namespace CLI {
class App;
}

namespace commands {

// The flags by which every command finds its cluster, named as kubectl's.
struct CallerFlags {
    std::string kubeconfig;  // else $KUBECONFIG, the pod's account, ~/.kube/config
    std::string context;
    std::string namespace_name;
    std::string user_agent;  // no flag: the program's own name and version
};

void add_caller_flags(CLI::App& command, CallerFlags& flags);

// The cluster as whoever calls may see it. Never writes.
struct Caller {
    std::string namespace_name;  // -n, else the context's, else "default"
    std::shared_ptr<kube::Client> client;
    std::string user_agent;  // for whoever else is asked on the caller's behalf
};

// Throws Error(Config) where no cluster is configured. Nothing is asked yet.
Caller find_cluster(const CallerFlags& flags);

}  // namespace commands
