#include "tests/scenario/harness/zpa.h"

#include "controller/base/random.h"
#include "tests/zpa_simulator/certificates.h"

namespace scenario {

namespace {

simulator::Match about_keys(const std::string& operation) {
    simulator::Match match;
    match.kind = "provisioningKey";
    match.operation = operation;
    return match;
}

std::string own_customer() {
    return "21619625" + std::to_string(1000000000 + base::system_random().next() % 1000000000);
}

}  // namespace

Zpa::Zpa() : customer_(own_customer()) {
    simulator.state.add_customer(customer_);
    simulator.state.remove_customer(simulator::default_customer);
    const auto authority = simulator::make_authority("scenario ZPA");
    const auto own = simulator::make_server_certificate(authority, simulator::served_names());
    ca_ = authority.certificate;
    certificate_ = own.certificate;
    key_ = own.key;
    simulator.behaviours.edit([](simulator::Behaviour& behaviour) { behaviour.limits = false; });
    simulator.portal.add_group(customer_, simulator::connector_group, kGroup);
    simulator.portal.add_group(customer_, simulator::service_edge_group, kEdgeGroup);
    serve(0);
    url_ = server_->url();
}

void Zpa::serve(std::uint16_t port) {
    simulator::ServerOptions options;
    options.port = port;
    options.tls = true;
    options.certificate = certificate_;
    options.key = key_;
    options.authority = ca_;
    server_ = std::make_unique<simulator::Server>(simulator, options);
}

nlohmann::json Zpa::endpoint() const { return {{"apiURL", url_}, {"caBundle", ca_}}; }

nlohmann::json Zpa::credentials() const {
    return {{"ZSCALER_CLIENT_ID", simulator::default_client},
            {"ZSCALER_CLIENT_SECRET", simulator::default_secret},
            {"ZSCALER_VANITY_DOMAIN", "scenario"},
            {"ZPA_CUSTOMER_ID", customer_}};
}

void Zpa::go_away() { server_->stop(); }

void Zpa::come_back() { serve(server_->port()); }

simulator::Key Zpa::only_key() const {
    const auto all = keys();
    if (all.size() != 1) throw Unmet("ZPA has " + std::to_string(all.size()) + " keys, not one");
    return all.front();
}

simulator::Key Zpa::key_named(const std::string& name) const {
    const auto found = simulator.portal.named<simulator::Key>(customer_, name);
    if (found.size() != 1) throw Unmet("ZPA has " + std::to_string(found.size()) + " keys named " + name + ", not one");
    return found.front();
}

simulator::Key Zpa::wait_for_key(const std::string& name) {
    wait_for("a key named " + name, [&] { return !simulator.portal.named<simulator::Key>(customer_, name).empty(); });
    return key_named(name);
}

simulator::Key Zpa::add_key(const std::string& name, const std::string& type) {
    simulator::Key key;
    key.name = name;
    key.association_type = type;
    key.max_usage = 5;
    key.group_id = group_id(type == simulator::connector_group ? kGroup : kEdgeGroup);
    return simulator.portal.add(customer_, key);
}

std::string Zpa::group_id(const std::string& name) const {
    const auto found = simulator.portal.named<simulator::Group>(customer_, name);
    if (found.empty()) throw Unmet("ZPA has no group " + name);
    return found.front().id;
}

std::string Zpa::hold(const std::string& operation, bool after_commit, int skip) {
    simulator::Fault fault;
    fault.kind = simulator::Fault::Kind::hang;
    fault.match = about_keys(operation);
    fault.after_commit = after_commit;
    fault.skip = skip;
    fault.count = 1;
    return simulator.fail(fault);
}

void Zpa::wait_until_held() {
    if (!simulator.faults.wait_until_held(1, kPatience)) throw Unmet("no call was held in ZPA");
}

void Zpa::release(const std::string& fault, simulator::Release how) { simulator.faults.release(fault, how); }

std::string Zpa::fail(simulator::Fault::Kind kind, const std::string& operation, int count, bool after_commit) {
    simulator::Fault fault;
    fault.kind = kind;
    fault.match = about_keys(operation);
    fault.count = count;
    fault.after_commit = after_commit;
    return simulator.fail(fault);
}

std::vector<simulator::Entry> Zpa::calls(const std::string& operation, const std::string& kind) const {
    return simulator.journal.where(
        [&](const simulator::Entry& entry) { return entry.kind == kind && entry.operation == operation; });
}

std::size_t Zpa::committed(const std::string& operation) const {
    const auto all = calls(operation);
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const simulator::Entry& entry) { return entry.committed; }));
}

std::set<std::string> Zpa::values() {
    std::set<std::string> out;
    const auto changes = simulator.state.changes();
    simulator.state.with(customer_, [&](simulator::Organisation& organisation) {
        for (std::uint64_t change = 0; change <= changes; ++change) {
            for (const auto& key : organisation.table<simulator::Key>().all({.change = change})) out.insert(key->value);
        }
        return true;
    });
    return out;
}

}  // namespace scenario
