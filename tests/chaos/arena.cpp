#include "tests/chaos/arena.h"

#include <fmt/format.h>

#include <algorithm>

#include "controller/base/random.h"
#include "reconcilers/common/api.h"

namespace chaos {

using nlohmann::json;

namespace {

// A second and organisation: seldom reached, now and then, all the time.
constexpr Arena::Limits kLimits[] = {{60, 30}, {20, 10}, {10, 5}};
constexpr std::size_t kStrangers = 4;  // keys of others, in each organisation

const char* const kTenantNames[Arena::kTenants] = {"north", "south", "other"};

std::string own_customer() {
    return "31619625" + std::to_string(1000000000 + base::system_random().next() % 1000000000);
}

}  // namespace

Arena::Arena(std::uint64_t seed, const std::string& program)
    : second_customer(own_customer()), operators(*zpa, base.ns, times, diary, program) {
    make_organisation(zpa->customer());
    zpa->simulator.state.add_customer(second_customer);
    zpa->simulator.portal.add_group(second_customer, simulator::connector_group, scenario::Zpa::kGroup);
    zpa->simulator.portal.add_group(second_customer, simulator::service_edge_group, scenario::Zpa::kEdgeGroup);
    make_organisation(second_customer);
    choose_behaviour(Dice(seed ^ 0x5eed));
    for (const auto& home : cluster.list(kube::namespaces(), "")) {
        const auto& metadata = home.at("metadata");
        if (metadata.contains("deletionTimestamp")) going_.insert(metadata.at("name"));
    }
    homes_.resize(2);
    for (std::size_t home = 0; home < 2; ++home) replace_namespace(home);
    make_tenants();
    operators.start_missing();
}

Arena::~Arena() {
    operators.end_all();
    for (const auto& home : namespaces()) cluster.discard_namespace(home);
    base.discard();
}

void Arena::make_organisation(const std::string& customer) {
    for (std::size_t i = 0; i < kStrangers; ++i) {
        simulator::Key key;
        key.name = fmt::format("strangers-{}", i);
        key.association_type = i % 2 == 0 ? simulator::connector_group : simulator::service_edge_group;
        key.max_usage = 7;
        strangers_keys_.push_back({customer, zpa->simulator.portal.add(customer, key)});
    }
}

// What nobody has documented of ZPA is so in one run and otherwise in the next.
void Arena::choose_behaviour(Dice dice) {
    zpa->simulator.behaviours.edit([&](simulator::Behaviour& behaviour) {
        behaviour.limits = true;
        behaviour.window_seconds = 1;
        behaviour.key_names_unique = dice.percent(50);
        behaviour.put_without_exportable_sets_true = dice.percent(50);
        behaviour.post_returns_hidden_value = dice.percent(50);
        behaviour.hidden_value_is_empty_text = dice.percent(50);
        behaviour.keeps_connections = dice.percent(75);
        behaviour.html_escapes = dice.percent(50);
        behaviour.not_found_status = dice.percent(50) ? 400 : 404;
        behaviour.empty_list_has_list = dice.percent(50);
        behaviour.list_lag_seconds = dice.percent(50) ? 0 : 0.4;
        limits_ = dice.pick(kLimits);
        behaviour.reads_per_window = limits_.reads;
        behaviour.writes_per_window = limits_.writes;
    });
    diary.note(fmt::format("ZPA takes {} reads and {} writes a second", limits_.reads, limits_.writes));
}

void Arena::make_tenants() {
    for (std::size_t i = 0; i < kTenants; ++i) {
        const auto credentials = std::string("credentials-") + kTenantNames[i];
        simulator::Client client;  // its own, so that the journal tells the tenants apart
        client.id = std::string("client-") + kTenantNames[i];
        client.secret = scenario::random_suffix() + scenario::random_suffix();
        client.customers = {customer_of(i)};
        zpa->simulator.state.put_client(client);
        base.create_credentials({{"ZPA_CUSTOMER_ID", customer_of(i)},
                                 {"ZSCALER_CLIENT_ID", client.id},
                                 {"ZSCALER_CLIENT_SECRET", client.secret}},
                                credentials);
        base.create_tenant(
            {{"credentialsSecretRef", {{"name", credentials}}},
             {"endpoint", {{"apiURL", nullptr}}},  // ZPA's own names, which only the proxies know the way to
             {"allowedNamespaces", {{"from", "All"}}},
             {"namePrefix", std::string(kTenantNames[i]) + "-"},
             {"limits", {{"reads", limits_.reads}, {"writes", limits_.writes}}}},
            kTenantNames[i]);
    }
}

std::string Arena::tenant_name(std::size_t tenant) { return kTenantNames[tenant]; }

const std::string& Arena::customer_of(std::size_t tenant) const {
    return tenant < 2 ? zpa->customer() : second_customer;
}

std::string Arena::name(const Place& place) const {
    return fmt::format("{}{}", place.home == 0 ? "a" : "b", place.number);
}

std::string Arena::namespace_of(const Place& place) const {
    const std::lock_guard lock(mutex_);
    return homes_[place.home];
}

std::set<std::string> Arena::namespaces() const {
    const std::lock_guard lock(mutex_);
    return all_homes_;
}

bool Arena::is_present(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return std::find(homes_.begin(), homes_.end(), name) != homes_.end();
}

void Arena::replace_namespace(std::size_t home) {
    const auto fresh = fmt::format("chaos-{}", scenario::random_suffix());
    cluster.create_namespace(fresh, {{"scenario", base.ns}});
    std::string before;
    {
        const std::lock_guard lock(mutex_);
        before = homes_[home];
        homes_[home] = fresh;
        all_homes_.insert(fresh);
    }
    if (!before.empty()) cluster.remove(kube::namespaces(), {"", before});
}

void Arena::planted(const kube::ObjectKey& secret, const std::string& uid) {
    const std::lock_guard lock(mutex_);
    planted_[secret] = uid;
    plantings_.push_back({secret, now_micros(), 0});
}

void Arena::uproot(const kube::ObjectKey& secret) {
    const auto now = cluster.find(kube::secrets(), secret);
    const std::lock_guard lock(mutex_);
    if (now && !is_untouched(*now, planted_.at(secret))) spoilt_.push_back(secret.to_string());
    planted_.erase(secret);
    for (auto& planting : plantings_) {
        if (planting.secret == secret && planting.to == 0) planting.to = now_micros();
    }
}

std::vector<Planting> Arena::plantings() const {
    const std::lock_guard lock(mutex_);
    return plantings_;
}

std::vector<std::string> Arena::spoilt() const {
    const std::lock_guard lock(mutex_);
    return spoilt_;
}

std::map<kube::ObjectKey, std::string> Arena::strangers_secrets() const {
    const std::lock_guard lock(mutex_);
    return planted_;
}

void Arena::removed_in_portal(const std::string& customer, const std::string& id) {
    const std::lock_guard lock(mutex_);
    portal_removed_[customer + "/" + id] = now_micros();
}

std::map<std::string, Micros> Arena::portal_removed() const {
    const std::lock_guard lock(mutex_);
    return portal_removed_;
}

void Arena::count(const std::string& name, int seat, int rule) {
    const std::lock_guard lock(mutex_);
    counted_.push_back({name, seat, rule});
}

std::map<std::string, int> Arena::faults_met() const {
    std::map<std::string, int> out;
    for (const auto& entry : zpa->simulator.journal.after(0)) {
        if (!entry.fault.empty()) ++out["ZPA: " + entry.fault];
    }
    const std::lock_guard lock(mutex_);
    for (const auto& [name, seat, rule] : counted_) out["API server: " + name] += operators.api(seat).hits(rule);
    return out;
}

Place Arena::new_probe(Dice& dice) {
    probes_.push_back({dice.below(2), ++last_probe_});
    return probes_.back();
}

std::optional<Place> Arena::oldest_probe() {
    constexpr std::size_t kMaturing = 2;  // perhaps not there yet
    if (probes_.size() <= kMaturing) return std::nullopt;
    const auto oldest = probes_.front();
    probes_.erase(probes_.begin());
    return oldest;
}

Arena::ClearSky::ClearSky(Arena& arena) : arena_(arena) {
    ++arena.clear_skies_;
    arena.zpa->simulator.faults.clear();
    for (int seat = 0; seat < Operators::kSeats; ++seat) arena.operators.api(seat).remove_all();
    arena.diary.note("all faults have ended");
}

}  // namespace chaos
