#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/scenario/harness/wait.h"
#include "tests/zpa_simulator/server.h"
#include "tests/zpa_simulator/simulator.h"

namespace scenario {

// A ZPA of the test's own, in the test's process, over TLS: one organisation that no other test has, without limits of
// calls unless a test sets them, with an App Connector group ("edge group") and a Service Edge group ("branch edges").
// Threads: any.
class Zpa {
public:
    Zpa();

    simulator::Simulator simulator;

    static constexpr auto kGroup = "edge group";
    static constexpr auto kEdgeGroup = "branch edges";

    const std::string& customer() const { return customer_; }
    nlohmann::json endpoint() const;  // of a tenant's spec
    std::uint16_t port() const { return server_->port(); }
    nlohmann::json credentials() const;  // stringData of a Secret

    // Nobody answers any more; back again at the same address with everything as it was.
    void go_away();
    void come_back();
    void cut_connections() { server_->close_connections(); }

    std::vector<simulator::Key> keys() const { return simulator.portal.all<simulator::Key>(customer_); }
    simulator::Key only_key() const;                          // throws Unmet unless there is exactly one
    simulator::Key key_named(const std::string& name) const;  // the same, of that name
    simulator::Key wait_for_key(const std::string& name);
    template <typename Change>
    simulator::Key edit(const std::string& id, Change change) {
        return simulator.portal.edit<simulator::Key>(customer_, id, change);
    }
    // A key that somebody made in the portal.
    simulator::Key add_key(const std::string& name, const std::string& type = simulator::connector_group);
    std::string group_id(const std::string& name) const;

    // Holds the next call of a key of that operation (create, update, delete, get, list), before or after ZPA acts.
    std::string hold(const std::string& operation, bool after_commit, int skip = 0);
    void wait_until_held();
    void release(const std::string& fault, simulator::Release how);
    std::string fail(simulator::Fault::Kind kind, const std::string& operation, int count = 1,
                     bool after_commit = false);

    // Calls about keys that the journal has, of that operation; those that ZPA carried out.
    std::vector<simulator::Entry> calls(const std::string& operation,
                                        const std::string& kind = "provisioningKey") const;
    std::size_t committed(const std::string& operation) const;

    // Every value a key ever had, also of those that are gone.
    std::set<std::string> values();

private:
    void serve(std::uint16_t port);

    const std::string customer_;
    std::string ca_, certificate_, key_;
    std::unique_ptr<simulator::Server> server_;
    std::string url_;
};

}  // namespace scenario
