#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/chaos/books.h"
#include "tests/zpa_simulator/model.h"

namespace chaos {

// Everything there is, read once, and what has to be known beside it. Keys are "customer/id".
struct EndState {
    // The uid of the object that a key was made for; "" where it was made for none.
    using MadeFor = std::function<std::string(const std::string& key_id)>;

    std::vector<nlohmann::json> objects, tenants;
    std::map<kube::ObjectKey, nlohmann::json> secrets;
    std::map<std::string, simulator::Key> keys;
    std::map<std::string, simulator::Key> strangers_keys;      // as they were made
    std::map<kube::ObjectKey, std::string> strangers_secrets;  // to their uids
    std::set<std::string> homes;                               // the present namespaces
    std::map<std::string, std::string> customers;              // by the names of their tenants
    MadeFor made_for;
};

struct Verdict {
    std::vector<Finding> findings;
    std::map<std::string, int> excuses;  // objects that are rightly not Ready, by reason
};

// What is not as it must be: keys and objects one to one under their right names and as their specs say, every Secret
// with its key's value and labels, nothing owned by nobody, nothing of a stranger's changed, every condition right.
Verdict inspect(const EndState& state);

}  // namespace chaos
