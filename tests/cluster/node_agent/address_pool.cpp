#include "tests/cluster/node_agent/address_pool.h"

#include "controller/base/error.h"

namespace node_agent {
namespace {

constexpr int addresses_per_node = 65534;

}  // namespace

std::string AddressPool::acquire(int node, const std::string& pod_uid) {
    const std::lock_guard lock(mutex_);
    if (const auto known = by_pod_.find(pod_uid); known != by_pod_.end()) return known->second;
    for (int tries = 0; tries < addresses_per_node; ++tries) {
        const int number = next_[node]++ % addresses_per_node + 1;
        auto address = "10." + std::to_string(128 + node % 100) + "." + std::to_string(number / 256) + "." +
                       std::to_string(number % 256);
        if (!taken_.insert(address).second) continue;
        by_pod_[pod_uid] = address;
        return address;
    }
    throw base::Error(base::ErrorKind::Unavailable, "no pod address is left on this node");
}

void AddressPool::adopt(const std::string& pod_uid, const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (address.empty() || !by_pod_.emplace(pod_uid, address).second) return;
    taken_.insert(address);
}

void AddressPool::release(const std::string& pod_uid) {
    const std::lock_guard lock(mutex_);
    const auto known = by_pod_.find(pod_uid);
    if (known == by_pod_.end()) return;
    taken_.erase(known->second);
    by_pod_.erase(known);
}

}  // namespace node_agent
