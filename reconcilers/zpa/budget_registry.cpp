#include "reconcilers/zpa/budget_registry.h"

#include <map>
#include <utility>

#include "reconcilers/zpa/budget_pool.h"
#include "reconcilers/zpa/endpoints.h"
#include "reconcilers/zpa/models.h"

namespace zpa {

struct BudgetRegistry::Impl {
    const base::Clock& clock;
    const base::Duration window;
    base::Mutex mutex;
    std::map<BudgetPlace, std::shared_ptr<BudgetPool>> pools OP_GUARDED_BY(mutex);

    std::shared_ptr<BudgetPool> pool(const BudgetPlace& place) {
        const base::MutexLock lock(mutex);
        // A pool that nobody holds is kept until its window has passed: whoever comes back sooner must not start
        // afresh.
        std::erase_if(pools, [](const auto& entry) { return entry.second.use_count() == 1 && entry.second->idle(); });
        auto& found = pools[place];
        if (!found) found = std::make_shared<BudgetPool>(window, clock);
        return found;
    }
};

BudgetRegistry::BudgetRegistry(const base::Clock& clock, base::Duration window)
    : impl_(new Impl{clock, window, {}, {}}) {}

std::shared_ptr<RateBudget> BudgetRegistry::make(BudgetPlace place, int reads, int writes) {
    place.api_url = fold_case(without_trailing_slashes(place.api_url));
    auto sharing = [registry = impl_, place = std::move(place)] { return registry->pool(place); };
    return std::shared_ptr<RateBudget>(
        new RateBudget({reads, writes, impl_->window}, impl_->clock, std::move(sharing)));
}

}  // namespace zpa
