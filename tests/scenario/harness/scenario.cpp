#include "tests/scenario/harness/scenario.h"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "controller/base/environment.h"
#include "controller/kube/base64.h"

namespace scenario {

namespace {

// Short times, so that what takes minutes with ZPA takes a second here.
const std::vector<std::string> kQuick = {"--post-deadline=1.5",
                                         "--list-lag=1",
                                         "--soon=1",
                                         "--fresh-list=0.5",
                                         "--name-check-delay=0.1",
                                         "--rate-window=1",
                                         "--lease-duration=6",
                                         "--renew-deadline=4",
                                         "--retry-period=0.5",
                                         "--write-lease-age=3",
                                         "--log-level=debug",
                                         "--health-probe-bind-address=127.0.0.1:0",
                                         "--metrics-bind-address=127.0.0.1:0"};

// Parts of a text that no encoding of it can do without.
std::vector<std::string> traces(const std::string& text) {
    if (text.size() < 100) return {text, kube::base64_encode(text)};
    return {text.substr(40, 40), text.substr(text.size() - 50, 40), kube::base64_encode(text).substr(60, 40)};
}

void set_flag(std::vector<std::string>& flags, const std::string& flag) {
    const auto name = flag.substr(0, flag.find('=')) + "=";
    std::erase_if(flags, [&](const std::string& other) { return other.starts_with(name); });
    flags.push_back(flag);
}

}  // namespace

void Scenario::TearDown() {
    expect_operators_alive();
    const auto shown = everything_shown();
    std::ostringstream in_zpa;
    for (const auto& found : zpa.keys()) in_zpa << found.id << ' ' << found.name << '\n';
    zpa.simulator.faults.clear();  // what is held keeps nobody from ending
    for (const auto& process : operators_) process->end();
    expect_none_of(all_secrets(), shown + output());
    expect_no_finding(output());
    if (HasFailure()) std::cerr << output() << "--- cluster\n" << readable() << "--- ZPA\n" << in_zpa.str();
    for (const auto& lease : leases_) cluster.remove(kube::leases(), {kOperatorNamespace, lease});
    for (const auto& site : sites_) site->discard();
    discard();
}

OperatorProcess& Scenario::start_operator(const Launch& launch) {
    const Site& site = launch.site != nullptr ? *launch.site : *this;
    const auto lease = launch.lease.empty() ? site.ns : launch.lease;
    const auto config = launch.kubeconfig.empty() ? default_kubeconfig(launch) : launch.kubeconfig;
    auto flags = kQuick;
    flags.push_back("--kubeconfig=" + config);
    flags.push_back("--leader-election-id=" + lease);
    if (launch.namespaced) {
        flags.push_back("--namespaces=" + site.ns);
        flags.push_back("--leader-election-namespace=" + site.ns);
    } else {
        flags.push_back("--watch-selector=scenario=" + site.ns);
        flags.push_back(std::string("--leader-election-namespace=") + kOperatorNamespace);
        leases_.push_back(lease);
    }
    for (const auto& flag : launch.flags) set_flag(flags, flag);
    operators_.push_back(std::make_unique<OperatorProcess>(flags, launch.variables, "", launch.log));
    return *operators_.back();
}

CommandResult Scenario::run(const std::string& program, std::vector<std::string> arguments,
                            const std::string& kubeconfig, std::vector<std::string> environment) {
    environment.push_back("KUBECONFIG=" + (kubeconfig.empty() ? base::process_environment("KUBECONFIG") : kubeconfig));
    auto result = run_to_end(program, std::move(arguments), std::move(environment));
    commands_ += "--- " + program + "\n" + result.all();
    return result;
}

void Scenario::forget_lease(const std::string& name) const {
    cluster.remove(kube::leases(), {kOperatorNamespace, name.empty() ? ns : name});
}

std::string Scenario::kubeconfig(const std::string& server, const std::string& ca, const json& user) {
    json where = {{"server", server}};
    if (ca.starts_with("/")) {
        where["certificate-authority"] = ca;
    } else {
        where["certificate-authority-data"] = kube::base64_encode(ca);
    }
    const json config = {{"apiVersion", "v1"},
                         {"kind", "Config"},
                         {"clusters", {{{"name", "c"}, {"cluster", where}}}},
                         {"users", {{{"name", "u"}, {"user", user}}}},
                         {"contexts", {{{"name", "x"}, {"context", {{"cluster", "c"}, {"user", "u"}}}}}},
                         {"current-context", "x"}};
    return folder.write("kubeconfig" + std::to_string(++kubeconfigs_), config.dump());
}

std::string Scenario::default_kubeconfig(const Launch& launch) {
    if (launch.namespaced && !roles_) {
        cluster.install_roles(ns);
        roles_ = true;
    }
    const auto token = account_token(launch.namespaced ? ns : kOperatorNamespace);
    const auto server = launch.proxy != nullptr ? launch.proxy->url() : cluster.config().server;
    return kubeconfig(server, launch.proxy != nullptr ? launch.proxy->ca() : cluster.ca(), {{"token", token}});
}

std::string Scenario::account_token(const std::string& namespace_name) {
    auto token = cluster.token(namespace_name, kOperatorAccount);
    keep_secret(token);
    return token;
}

Site& Scenario::another_site(std::shared_ptr<Zpa> shared) {
    sites_.push_back(std::make_unique<Site>(std::move(shared)));
    return *sites_.back();
}

void Scenario::expect_operators_alive() const {
    for (const auto& process : operators_) {
        if (const auto code = process->ended_unasked()) ADD_FAILURE() << "an operator ended unasked, with " << *code;
    }
}

void Scenario::expect_no_finding(const std::string& output) {
    for (const auto* words : {"Sanitizer:", "runtime error:"}) {
        EXPECT_EQ(output.find(words), std::string::npos) << "a sanitizer found something";
    }
}

std::set<std::string> Scenario::all_secrets() {
    auto out = kept_secret_;
    out.insert(simulator::default_secret);
    const auto add_those_of = [&](Zpa& where) {
        out.merge(where.values());
        out.merge(where.simulator.tokens.secrets());
    };
    add_those_of(zpa);
    for (const auto& site : sites_) add_those_of(site->zpa);
    return out;
}

void Scenario::expect_none_of(const std::set<std::string>& hidden, const std::string& shown) {
    const auto is_shown = [&](const std::string& part) { return shown.find(part) != std::string::npos; };
    const auto leaked = std::count_if(hidden.begin(), hidden.end(), [&](const std::string& secret) {
        const auto parts = traces(secret);
        return std::any_of(parts.begin(), parts.end(), is_shown);
    });
    EXPECT_EQ(leaked, 0) << "a secret value leaked";
}

std::string Scenario::output() const {
    auto out = commands_;
    for (const auto& process : operators_) out += "--- operator\n" + process->output();
    return out;
}

std::string Scenario::readable() const {
    auto out = everything_readable();
    for (const auto& site : sites_) out += site->everything_readable();
    return out;
}

std::string Scenario::everything_shown() const {
    auto out = output() + readable();
    for (const auto& process : operators_) {
        if (process->running()) out += process->metrics();
        out += process->command_line() + process->environment();
    }
    return out;
}

}  // namespace scenario
