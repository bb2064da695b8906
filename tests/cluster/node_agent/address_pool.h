#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

namespace node_agent {

// Pod addresses, 10.(128 + node).x.y, one a pod for as long as it lives: what tells pods apart must not be shared.
// An address that was given back is the last to be given out again. Threads: any.
class AddressPool {
public:
    // The pod's address, the same however often it is asked for. Throws Error(Unavailable) when 65,534 are out.
    std::string acquire(int node, const std::string& pod_uid);
    // A pod that has an address from before this process began.
    void adopt(const std::string& pod_uid, const std::string& address);
    void release(const std::string& pod_uid);

private:
    std::mutex mutex_;
    std::map<std::string, std::string> by_pod_;  // guarded by mutex_
    std::set<std::string> taken_;                // guarded by mutex_
    std::map<int, int> next_;                    // guarded by mutex_
};

}  // namespace node_agent
