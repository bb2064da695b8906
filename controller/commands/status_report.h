#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/tenant/types.h"

namespace commands {

// How an object stands, in a word and a sentence.
struct Standing {
    bool ready = false;
    std::string reason;   // "Ready", or why not
    std::string message;  // what is wrong, or what will be soon; "" where all is well
};

struct TenantStanding {
    kube::ObjectKey name;
    Standing standing;
    std::string customer_id;
    std::vector<tenant::Usage> usage;
    std::string last_inventory_time;
};

struct KeyStanding {
    kube::ObjectKey name;
    kube::ObjectKey tenant;
    Standing standing;
    std::string id;
    std::string group;  // by name where it is known
    std::optional<std::int64_t> used, max;
    bool running_low = false;  // or used up
};

// What `status` shows. Pure.
struct StatusReport {
    std::vector<TenantStanding> tenants;
    std::vector<KeyStanding> keys;
};

StatusReport make_report(const std::vector<tenant::ZpaTenant>& tenants,
                         const std::vector<provisioning_key::ProvisioningKey>& keys);
nlohmann::json to_json(const StatusReport& report);

}  // namespace commands
