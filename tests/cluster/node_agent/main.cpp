// Plays the kubelets of a cluster that has none: see usage below.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "controller/base/error.h"
#include "controller/cache/informer.h"
#include "controller/kube/config.h"
#include "controller/kube/connection.h"
#include "controller/queue/work_queue.h"
#include "controller/runtime/controller.h"
#include "controller/runtime/signals.h"
#include "tests/cluster/node_agent/heartbeat.h"
#include "tests/cluster/node_agent/pod_runner.h"
#include "tests/fakes/kinds.h"

namespace {

struct Options {
    std::string kubeconfig;
    std::vector<std::string> nodes{"zpa-node-1", "zpa-node-2"};
    bool verbose = false;
};

std::shared_ptr<kube::Connection> connect(const kube::Config& config, std::chrono::seconds patience, base::Logger log) {
    kube::Connection::Options options;
    options.inactivity_timeout = patience;
    options.user_agent = "zpa-node-agent";
    options.log = std::move(log);
    return std::make_shared<kube::Connection>(config, std::move(options), base::system_clock());
}

void run(const Options& options) {
    const base::Logger log(options.verbose ? base::LogLevel::Debug : base::LogLevel::Info, base::LogFormat::Text);
    const runtime::Signals signals(log);
    const auto& clock = base::system_clock();
    const auto config = kube::load_config(options.kubeconfig, "", base::process_environment);
    const kube::Client client(connect(config, std::chrono::seconds(30), log), base::open_fence());

    // Pods that have a node; the server cannot be asked for several nodes in one watch.
    cache::Informer<node_agent::Pod> informer(connect(config, std::chrono::seconds(150), log),
                                              {{kube::pods(), "", "", "spec.nodeName!="}}, {}, node_agent::parse_pod,
                                              clock, base::system_random(), log);
    node_agent::AddressPool addresses;
    node_agent::PodRunner runner(client, informer.store(), options.nodes, addresses, clock);
    queue::WorkQueue queue({}, clock);
    informer.store().add_handler([&](const cache::Change<node_agent::Pod>& change) {
        const bool replaced = change.before && change.after && change.before->meta.uid != change.after->meta.uid;
        if (change.before && (!change.after || replaced)) addresses.release(change.before->meta.uid);
        if (!change.after || !runner.is_ours(*change.after)) return;
        addresses.adopt(change.after->meta.uid, change.after->address);
        queue.add(change.after->meta.key());
    });
    runtime::Controller controller({.name = "pods"}, runner, queue, clock, base::system_random(), log);
    node_agent::Heartbeat heartbeat(client, options.nodes, clock, log);

    informer.start();
    controller.start();
    heartbeat.run(signals.token());
    queue.shut_down();
    controller.stop(std::chrono::seconds(2));
    informer.stop();
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app(
        "Plays the kubelets of a cluster that has none: registers nodes and keeps them Ready, reports scheduled pods "
        "as\n"
        "Running, and lets go of those that are deleted. No container is run.",
        "zpa-node-agent");
    app.add_option("--kubeconfig", options.kubeconfig,
                   "how to reach the API server; default: KUBECONFIG, ~/.kube/config");
    app.add_option("--node", options.nodes, "a node to play, repeatable")->capture_default_str();
    app.add_flag("--verbose", options.verbose, "say more");
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "zpa-node-agent: %s\n", error.what());
        return 1;
    }
}
