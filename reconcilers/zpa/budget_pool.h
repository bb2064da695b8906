#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "reconcilers/zpa/call_queue.h"
#include "reconcilers/zpa/rate_budget.h"

namespace zpa {

// The slots of one organisation and the budgets that draw from them. The lowest limits of those who share hold for all:
// nobody may make the others pass what one of them was told. Threads: any.
class BudgetPool {
public:
    BudgetPool(base::Duration window, const base::Clock& clock)
        : clock_(clock), queues_{CallQueue(1, window), CallQueue(1, window)} {}

    template <typename Action>
    auto with(CallClass call_class, Action action) {
        const base::MutexLock lock(mutex_);
        return action(queues_[static_cast<std::size_t>(call_class)], clock_.now());
    }

    void share(const RateBudget* who, int reads, int writes) {
        const base::MutexLock lock(mutex_);
        sharers_[who] = {std::max(1, reads), std::max(1, writes)};
        apply_limits();
    }
    // The limits of the last who leaves stay, for whoever comes next.
    void leave(const RateBudget* who) {
        const base::MutexLock lock(mutex_);
        if (sharers_.erase(who) > 0 && !sharers_.empty()) apply_limits();
    }
    // `other` belongs to the caller alone.
    void absorb(BudgetPool& other) {
        const base::MutexLock lock(mutex_);
        const base::MutexLock others(other.mutex_);  // which nobody holds while asking for ours
        for (std::size_t i = 0; i < queues_.size(); ++i) queues_[i].absorb(other.queues_[i]);
    }
    // Nothing in flight, cooling, waiting or closed: as good as new.
    bool idle() {
        const base::MutexLock lock(mutex_);
        const auto now = clock_.now();
        return std::all_of(queues_.begin(), queues_.end(), [&](CallQueue& queue) { return queue.idle(now); });
    }

private:
    void apply_limits() OP_REQUIRES(mutex_) {
        auto lowest = sharers_.begin()->second;
        for (const auto& [who, limits] : sharers_) {
            lowest = {std::min(lowest.first, limits.first), std::min(lowest.second, limits.second)};
        }
        queues_[static_cast<std::size_t>(CallClass::Read)].set_limit(lowest.first);
        queues_[static_cast<std::size_t>(CallClass::Write)].set_limit(lowest.second);
    }

    const base::Clock& clock_;
    base::Mutex mutex_;
    std::array<CallQueue, 2> queues_ OP_GUARDED_BY(mutex_);                           // by CallClass
    std::map<const RateBudget*, std::pair<int, int>> sharers_ OP_GUARDED_BY(mutex_);  // their reads and writes
};

}  // namespace zpa
