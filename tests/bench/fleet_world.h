#pragma once

#include <cstddef>
#include <string>

#include "tests/bench/world.h"

namespace bench {

// Many keys that are as they should be, in Kubernetes and in ZPA, made by an administrator.
class Fleet {
public:
    // In a World of that name, with a tenant as World::create_tenant() makes it of `tenant`.
    Fleet(std::size_t keys, const std::string& name, const json& tenant);

    World& world() { return world_; }
    double json_megabytes() const;   // of keys and Secrets, as the API server sends them
    double seconds_to_read() const;  // both side by side, as the operator reads them at its start

    // Until each key has been reconciled at least once and no work is left.
    void wait_until_checked(const OperatorProcess& process) const;
    // Calls to ZPA between the ends of two polls; then proves that a poll does find drift.
    std::size_t reads_of_one_poll();
    // Throws where the operator has written to keys or Secrets: what was prepared was not what it would have left.
    void expect_untouched(const OperatorProcess& process) const;

private:
    void create(const simulator::Key& key);
    void prove_that_drift_is_found();
    std::string wait_for_next_inventory(const std::string& last) const;

    const std::size_t count_;
    World world_;
};

}  // namespace bench
