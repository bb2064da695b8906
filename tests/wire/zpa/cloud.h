#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/write_fence.h"
#include "reconcilers/zpa/client.h"
#include "tests/zpa_simulator/server.h"
#include "tests/zpa_simulator/simulator.h"

namespace zpa_wire {

inline constexpr auto kConnector = zpa::AssociationType::ConnectorGroup;

template <typename Action>
base::Error error_of(Action action) {
    try {
        action();
    } catch (const base::Error& error) {
        return error;
    }
    ADD_FAILURE() << "no base::Error was thrown";
    return base::Error(base::ErrorKind::Config, "none");
}

// The real client against a simulated ZPA over TLS on loopback. No limits unless a test sets them; HTML escapes are on.
class Cloud : public ::testing::Test {
protected:
    Cloud() {
        simulator::ServerOptions options;
        options.tls = true;
        server = std::make_unique<simulator::Server>(zpa, options);
        zpa.behaviours.edit([](simulator::Behaviour& behaviour) { behaviour.limits = false; });
        group = zpa.portal.add_group(customer, simulator::connector_group, "edge group");
        credentials.client_id = simulator::default_client;
        credentials.client_secret = simulator::default_secret;
        credentials.customer_id = customer;
        credentials.api_url = server->url();
        credentials.auth_url = server->url();
        credentials.ca_bundle_pem = server->ca();
    }

    zpa::Client& client() {
        if (!client_) client_.emplace(credentials, budget, base::open_fence(), client_options, base::system_clock());
        return *client_;
    }
    zpa::Permit permit(zpa::CallClass call_class = zpa::CallClass::Read) {
        return budget->take(call_class, zpa::Urgency::Publish, "test");
    }
    zpa::Permit write() { return permit(zpa::CallClass::Write); }

    std::string certificate_id() { return zpa.portal.named<simulator::Certificate>(customer, "Connector").at(0).id; }
    zpa::KeyDraft draft(const std::string& name) { return {name, 5, group.id, certificate_id(), true, {}, ""}; }
    zpa::CreateOutcome create(const std::string& name) {
        return client().create_key(kConnector, "", draft(name), write(), stop);
    }
    zpa::KeyDetail made(const std::string& name) {
        auto outcome = create(name);
        if (auto* detail = std::get_if<zpa::KeyDetail>(&outcome)) return std::move(*detail);
        ADD_FAILURE() << "the key was not made";
        return {};
    }
    std::optional<zpa::KeyDetail> get(const std::string& id) {
        return client().get_key(kConnector, "", id, permit(), stop);
    }
    std::size_t keys_there() { return zpa.portal.all<simulator::Key>(customer).size(); }
    std::uint64_t sign_ins() {
        return zpa.journal.counters().of("POST", "token") + zpa.journal.counters().of("POST", "signin");
    }

    std::string fail(simulator::Fault::Kind kind, const std::string& method, bool after_commit = false) {
        simulator::Fault fault;
        fault.kind = kind;
        fault.match.method = method;
        fault.match.kind = "provisioningKey";
        fault.after_commit = after_commit;
        return zpa.fail(fault);
    }

    const std::string customer = simulator::default_customer;
    simulator::Simulator zpa;
    std::unique_ptr<simulator::Server> server;
    simulator::Group group;
    zpa::Credentials credentials;
    zpa::ClientOptions client_options;
    std::shared_ptr<zpa::RateBudget> budget =
        zpa::RateBudget::make({10'000, 10'000, std::chrono::seconds(10)}, base::system_clock());
    std::stop_source stop_source;
    std::stop_token stop = stop_source.get_token();

private:
    std::optional<zpa::Client> client_;
};

}  // namespace zpa_wire
