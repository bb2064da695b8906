#include <map>
#include <utility>

#include "reconcilers/zpa/models.h"
#include "reconcilers/zpa/rate_budget.h"

namespace zpa {

struct BudgetRegistry::Impl {
    const base::Clock& clock;
    const base::Duration window;
    std::mutex mutex;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<RateBudget>> budgets;  // guarded by mutex
};

BudgetRegistry::BudgetRegistry(const base::Clock& clock, base::Duration window)
    : impl_(new Impl{clock, window, {}, {}}) {}

std::shared_ptr<RateBudget> BudgetRegistry::get(const std::string& api_url, const std::string& customer_id, int reads,
                                                int writes) {
    std::string url = fold_case(api_url);
    while (url.ends_with('/')) url.pop_back();
    const std::lock_guard lock(impl_->mutex);
    // A budget that nobody holds is kept until its window has passed: whoever comes back sooner must not start afresh.
    std::erase_if(impl_->budgets, [](const auto& entry) {
        const auto& [place, budget] = entry;
        return budget.use_count() == 1 && budget->idle();
    });
    auto& budget = impl_->budgets[{url, customer_id}];
    if (!budget) {
        budget = RateBudget::make({reads, writes, impl_->window}, impl_->clock);
    } else {
        budget->set_limits(reads, writes);
    }
    return budget;
}

}  // namespace zpa
