#include "tests/bench/fleet_world.h"

#include <fmt/format.h>

#include <utility>

#include "controller/http/url.h"
#include "tests/bench/metrics_page.h"
#include "tests/bench/parallel.h"
#include "tests/bench/progress.h"
#include "tests/bench/settled_key.h"
#include "tests/bench/statistics.h"

namespace bench {

using scenario::wait_for;

namespace {

constexpr auto kLong = std::chrono::minutes(5);

// As a streaming list, of which nothing is looked at but whether it has ended.
void read_whole(kube::Connection& connection, const kube::Resource& resource, const std::string& labels) {
    http::Request request;
    request.target = resource.path("") + http::format_query({{"watch", "true"},
                                                             {"allowWatchBookmarks", "true"},
                                                             {"sendInitialEvents", "true"},
                                                             {"resourceVersionMatch", "NotOlderThan"},
                                                             {"timeoutSeconds", "60"},
                                                             {"labelSelector", labels}});
    bool whole = false;
    connection.stream(
        request, [](const http::Response&) {},
        [&](std::string_view line) {
            whole = line.starts_with("{\"type\":\"BOOKMARK\"") && line.find("initial-events-end") != line.npos;
            return !whole;
        },
        {});
    if (!whole) throw std::runtime_error("the API server did not list all " + resource.plural);
}

}  // namespace

Fleet::Fleet(std::size_t keys, const std::string& name, const json& tenant) : count_(keys), world_(name) {
    simulator::Key pattern;
    pattern.name = "key";
    pattern.max_usage = 5;
    world_.zpa.simulator.portal.seed_keys(world_.zpa.customer(), keys, pattern);
    const auto in_zpa = world_.zpa.keys();
    Progress progress("keys with status and Secret", keys);
    in_parallel(keys, [&](std::size_t i) {
        create(in_zpa[i]);
        progress.step();
    });
    world_.create_tenant(tenant);
}

void Fleet::create(const simulator::Key& key) {
    const auto settled = settle(world_.ns, world_.zpa, key);
    const auto& client = world_.cluster.client();
    auto object = client.create(common::provisioning_keys(), world_.ns, settled.object, {});
    object["status"] = provisioning_key::to_json(settled.typed.status);
    client.update_status(common::provisioning_keys(), {world_.ns, key.name}, object, {});
    client.create(kube::secrets(), world_.ns, settled.secret, {});
}

double Fleet::json_megabytes() const {
    std::size_t bytes = 0;
    for (const auto* resource : {&common::provisioning_keys(), &kube::secrets()}) {
        for (const auto& object : world_.cluster.list(*resource, world_.ns)) bytes += object.dump().size();
    }
    return static_cast<double>(bytes) / 1e6;
}

double Fleet::seconds_to_read() const {
    const std::pair<const kube::Resource&, std::string> watched[] = {
        {common::provisioning_keys(), ""},
        {kube::secrets(), fmt::format("{}={}", common::kManagedByLabel, common::kManagedByValue)}};
    const auto connection = world_.connect();
    return timed([&] {
        in_parallel(std::size(watched),
                    [&](std::size_t i) { read_whole(*connection, watched[i].first, watched[i].second); });
    });
}

void Fleet::wait_until_checked(const OperatorProcess& process) const {
    Progress progress("keys reconciled", count_);
    wait_for(
        "every key has been reconciled",
        [&] {
            const auto page = process.metrics();
            const auto done =
                find_metric_sum(page, "controller_runtime_reconcile_total", "controller=\"provisioningkey\"")
                    .value_or(0);
            progress.reach(static_cast<std::size_t>(done));
            return done >= static_cast<double>(count_) && metric_sum(page, "workqueue_depth") == 0;
        },
        kLong);
}

std::string Fleet::wait_for_next_inventory(const std::string& last) const {
    std::string now;
    wait_for(
        "the tenant has been read once more",
        [&] {
            now = world_.last_inventory();
            return !now.empty() && now != last;
        },
        kLong);
    return now;
}

std::size_t Fleet::reads_of_one_poll() {
    const auto first = wait_for_next_inventory(world_.last_inventory());
    const auto before = world_.zpa.simulator.journal.last();
    wait_for_next_inventory(first);
    const auto reads = world_.zpa.simulator.journal.last() - before;
    prove_that_drift_is_found();
    return reads;
}

void Fleet::prove_that_drift_is_found() {
    const auto victim = world_.zpa.keys().at(count_ / 2);
    world_.zpa.edit(victim.id, [](simulator::Key& key) { key.max_usage = 77; });
    wait_for(
        "an edit in ZPA is put back",
        [&] {
            return world_.zpa.simulator.portal.find<simulator::Key>(world_.zpa.customer(), victim.id)->max_usage ==
                   victim.max_usage;
        },
        kLong);
}

void Fleet::expect_untouched(const OperatorProcess& process) const {
    const auto page = process.metrics();
    const auto renewals =
        metric_sum(page, "rest_client_requests_total", host_label(world_.cluster.config().server) + ",method=\"PUT\"");
    if (renewals <= 0) throw std::runtime_error("the operator's figures do not show that it renews its lease");
    double writes = 0;
    for (const auto* method : {"PATCH", "POST", "PUT"}) {
        writes += find_metric_sum(page, "rest_client_requests_total", fmt::format("method=\"{}\"", method)).value_or(0);
    }
    if (writes > static_cast<double>(count_) / 20) {  // the lease and the tenant are written all the time
        throw std::runtime_error(fmt::format("the operator made {} writes where nothing was to be done", writes));
    }
}

}  // namespace bench
