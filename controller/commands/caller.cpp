#include "controller/commands/caller.h"

#include <CLI/CLI.hpp>

#include "controller/commands/read_only.h"
#include "controller/kube/config.h"
#include "controller/kube/connection.h"

namespace commands {

void add_caller_flags(CLI::App& command, CallerFlags& flags) {
    const auto* group = "Cluster";
    command.add_option("-n,--namespace", flags.namespace_name, "namespace; default the context's")
        ->type_name("NS")
        ->group(group);
    command.add_option("--kubeconfig", flags.kubeconfig, "kubeconfig file; default $KUBECONFIG, else ~/.kube/config")
        ->type_name("FILE")
        ->group(group);
    command.add_option("--context", flags.context, "context in it; default current-context")
        ->type_name("NAME")
        ->group(group);
}

Caller find_cluster(const CallerFlags& flags) {
    const auto config = kube::load_config(flags.kubeconfig, flags.context, base::process_environment);
    kube::Connection::Options options;
    options.user_agent = flags.user_agent;
    options.log = base::Logger(base::LogLevel::Warn, base::LogFormat::Text);
    Caller out;
    out.user_agent = flags.user_agent;
    out.namespace_name = !flags.namespace_name.empty()    ? flags.namespace_name
                         : !config.namespace_name.empty() ? config.namespace_name
                                                          : "default";
    auto connection = std::make_shared<kube::Connection>(config, options, base::system_clock());
    out.client = std::make_shared<kube::Client>(std::move(connection), read_only_fence());
    return out;
}

}  // namespace commands
