#include "tests/bench/world.h"

#include <fmt/format.h>
#include <algorithm>

#include "controller/base/error.h"
#include "controller/http/transport.h"
#include "controller/kube/base64.h"
#include "tests/bench/objects.h"
#include "tests/bench/parallel.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"

namespace bench {

using scenario::wait_for;

namespace {

constexpr auto kLabel = "zpa-bench";
constexpr auto kPublicRoots = "/etc/ssl/certs/ca-certificates.crt";
constexpr auto kLong = std::chrono::minutes(5);

void wait_for_clean_cluster(const scenario::Cluster& cluster) {
    wait_for(
        "the namespaces of earlier measurements are gone",
        [&] {
            const auto found = cluster.client().list(kube::namespaces(), "", kLabel, {}).at("items");
            return std::none_of(found.begin(), found.end(),
                                [](const json& object) { return object.at("metadata").contains("deletionTimestamp"); });
        },
        kLong);
}

double status_megabytes(pid_t pid, const std::string& field) {
    const auto text = scenario::read_text("/proc/" + std::to_string(pid) + "/status");
    const auto line = text.find(field + ":");
    if (line == std::string::npos) throw std::runtime_error("no " + field + " of process " + std::to_string(pid));
    return std::stod(text.substr(line + field.size() + 1)) * 1024 / 1e6;
}

std::string public_roots() { return std::filesystem::exists(kPublicRoots) ? scenario::read_text(kPublicRoots) : ""; }

}  // namespace

World::World(const std::string& name) : ns(fmt::format("bench-{}-{}", name, scenario::random_suffix())) {
    wait_for_clean_cluster(cluster);
    cluster.create_namespace(ns, {{kLabel, ns}});
    const auto roots = folder_.write("roots.pem", public_roots() + zpa.endpoint().at("caBundle").get<std::string>());
    setenv("SSL_CERT_FILE", roots.c_str(), 1);
}

World::~World() {
    try {
        forget_lease();
        discard();
    } catch (const std::exception& error) {
        say("  " + ns + " was not cleaned up: " + error.what());
    }
}

void World::create_tenant(const json& spec) {
    cluster.create(kube::secrets(), {{"apiVersion", "v1"},
                                     {"kind", "Secret"},
                                     {"metadata", {{"name", "zpa-credentials"}, {"namespace", ns}}},
                                     {"stringData", zpa.credentials()}});
    json object = {{"apiVersion", common::zpa_tenants().api_version()},
                   {"kind", common::zpa_tenants().kind},
                   {"metadata", {{"name", "default"}, {"namespace", ns}, {"labels", {{kLabel, ns}}}}},
                   {"spec",
                    {{"credentialsSecretRef", {{"name", "zpa-credentials"}}},
                     {"endpoint", {{"apiURL", zpa.endpoint().at("apiURL")}}},
                     {"limits", {{"reads", 100000}, {"writes", 100000}}}}}};
    object["spec"].merge_patch(spec);
    cluster.create(common::zpa_tenants(), object);
}

void World::wait_tenant_ready() {
    wait_for(
        "the tenant is Ready", [&] { return scenario::is_ready(cluster.read(common::zpa_tenants(), {ns, "default"})); },
        kLong);
}

std::string World::last_inventory() const {
    return cluster.read(common::zpa_tenants(), {ns, "default"}).value("/status/lastInventoryTime"_json_pointer, "");
}

json World::key_object(const std::string& name) const { return bench::key_object(ns, name); }

void World::create_key(const std::string& name) const { cluster.create(common::provisioning_keys(), key_object(name)); }

void World::create_keys(std::size_t count) const {
    Progress progress("ProvisioningKeys created", count);
    in_parallel(count, [&](std::size_t i) {
        create_key("key-" + std::to_string(i));
        progress.step();
    });
}

std::size_t World::filled_secrets() const {
    const auto all = cluster.list(kube::secrets(), ns);
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const json& secret) {
        return secret.value("/data/provisionkey"_json_pointer, "").size() > 0;
    }));
}

std::size_t World::ready_keys() const {
    const auto all = cluster.list(common::provisioning_keys(), ns);
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), scenario::is_ready));
}

std::size_t World::events() const { return cluster.list(kube::events(), ns).size(); }

std::size_t World::named_in_zpa() {
    return zpa.simulator.state.with(zpa.customer(), [](simulator::Organisation& organisation) {
        const auto all = organisation.table<simulator::Key>().all();
        return static_cast<std::size_t>(std::count_if(
            all.begin(), all.end(), [](const auto& key) { return key->name.find('.') == std::string::npos; }));
    });
}

std::unique_ptr<OperatorProcess> World::start_operator(std::vector<std::string> flags, const std::string& server,
                                                       const std::string& ca, const std::string& token_file) {
    const auto user = token_file.empty() ? json{{"token", account_token()}} : json{{"tokenFile", token_file}};
    const auto config =
        kubeconfig(server.empty() ? cluster.config().server : server, ca.empty() ? cluster.ca() : ca, user);
    flags.insert(flags.end(), {"--kubeconfig=" + config, fmt::format("--watch-selector={}={}", kLabel, ns),
                               "--leader-election-id=" + ns,
                               fmt::format("--leader-election-namespace={}", scenario::kOperatorNamespace),
                               "--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=127.0.0.1:0"});
    return std::make_unique<OperatorProcess>(std::move(flags));
}

std::unique_ptr<kube::Client> World::operator_client() {
    const auto config =
        kube::load_kubeconfig({kubeconfig(cluster.config().server, cluster.ca(), {{"token", account_token()}})}, "");
    auto connection = std::make_shared<kube::Connection>(config, kube::Connection::Options{}, base::system_clock());
    return std::make_unique<kube::Client>(std::move(connection), base::open_fence());
}

std::string World::account_token() const {
    return cluster.token(scenario::kOperatorNamespace, scenario::kOperatorAccount);
}

std::string World::renew_token_file() const { return folder_.write("token", account_token()); }

std::string World::kubeconfig(const std::string& server, const std::string& ca, const json& user) {
    const json config = {
        {"apiVersion", "v1"},
        {"kind", "Config"},
        {"clusters",
         {{{"name", "c"}, {"cluster", {{"server", server}, {"certificate-authority-data", kube::base64_encode(ca)}}}}}},
        {"users", {{{"name", "u"}, {"user", user}}}},
        {"contexts", {{{"name", "x"}, {"context", {{"cluster", "c"}, {"user", "u"}}}}}},
        {"current-context", "x"}};
    return folder_.write("kubeconfig" + std::to_string(++kubeconfigs_), config.dump());
}

std::string World::lease_holder() const {
    const auto lease = cluster.find(kube::leases(), {scenario::kOperatorNamespace, ns});
    return lease ? lease->value("/spec/holderIdentity"_json_pointer, "") : "";
}

void World::forget_lease() const { cluster.remove(kube::leases(), {scenario::kOperatorNamespace, ns}); }

std::shared_ptr<kube::Connection> World::connect() const {
    kube::Connection::Options options;
    options.inactivity_timeout = std::chrono::seconds(150);
    return std::make_shared<kube::Connection>(cluster.config(), options, base::system_clock());
}

// Many objects at once: their finalizers by hand, since no operator is there any more.
void World::discard() const {
    cluster.remove(kube::namespaces(), {"", ns});
    const auto keys = cluster.list(common::provisioning_keys(), ns);
    Progress progress("finalizers removed", keys.size());
    in_parallel(keys.size(), [&](std::size_t i) {
        strip_finalizers(cluster.client(), common::provisioning_keys(), keys[i]);
        progress.step();
    });
    for (const auto& tenant : cluster.list(common::zpa_tenants(), ns)) {
        strip_finalizers(cluster.client(), common::zpa_tenants(), tenant);
    }
}

double seconds_to_ready(OperatorProcess& process) {
    const auto begin = Clock::now();
    wait_for("the operator is ready", [&] { return process.ready(); }, kLong);
    return seconds_since(begin);
}

double resident_megabytes(pid_t pid) { return status_megabytes(pid, "VmRSS"); }
double peak_megabytes(pid_t pid) { return status_megabytes(pid, "VmHWM"); }

}  // namespace bench
