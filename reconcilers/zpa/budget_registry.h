#pragma once

#include <compare>
#include <memory>
#include <string>

#include "reconcilers/zpa/rate_budget.h"

namespace zpa {

// Whose calls count together: the API by its address and the way to it, and the organisation.
struct BudgetPlace {
    std::string api_url;
    std::string customer_id;
    std::string ca_bundle_pem;
    std::string proxy_url;
    auto operator<=>(const BudgetPlace&) const = default;
};

// Makes budgets; those that prove the same place share their slots, at the lowest of their limits. Threads: any.
class BudgetRegistry {
public:
    explicit BudgetRegistry(const base::Clock& clock, base::Duration window = std::chrono::seconds(10));
    std::shared_ptr<RateBudget> make(BudgetPlace place, int reads, int writes);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace zpa
