#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"

namespace zpa {

enum class CallClass { Read, Write };

// Whose turn it is when calls are scarce; lower goes first.
enum class Urgency {
    Overdue = -1,  // a list that was put off too long
    Publish = 0,   // a person waits for a value: create
    Change = 1,    // a person changed or deleted something
    Naming = 2,    // a key's final name
    Correct = 3,   // drift
    Poll = 4,      // inventory
};

class BudgetPool;
class RateBudget;

// The right to send one call. Used up by settle(); given back unused by its destructor. Movable.
class Permit {
public:
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&&) = delete;
    ~Permit();
    // Throws as take() where ZPA has answered another call of the class with 429 since this permit was given.
    void demand_open() const;
    // The reply came (or the call failed): the window counts from now. Called by Client exactly once per call sent.
    void settle();
    // One more call of the same kind, past the queue: for the repeat after a 401. Throws as take() where no slot is
    // free.
    void renew();
    // What has to come before the call cannot be had yet: the permit goes back, and its owner keeps the place it had
    // for so long.
    void give_back(base::Duration wait);

private:
    friend class RateBudget;
    using Rank = std::pair<Urgency, std::uint64_t>;
    Permit(std::shared_ptr<RateBudget> budget, CallClass call_class, std::string owner, Rank rank);
    std::shared_ptr<RateBudget> budget_;
    CallClass call_class_;
    std::string owner_;  // "" where it was taken past the queue
    Rank rank_;
    bool held_ = true;
};

// One session's way to its organisation's calls: at most `reads` and `writes` in any window (10 s), counted from the
// moment a reply arrived, so that whatever the server's own window is, it is never passed. 429 closes a class until
// Retry-After.
//
// A budget stands alone until proved(): whoever merely names an organisation takes nothing from those who are in it.
//
// take() never waits: it gives a permit or throws Error(TooManyRequests) with retry_after (reason "LocalBudget", or
// "RetryAfter" while ZPA's own 429 holds). An asker that was turned away keeps its place in the queue of its class,
// by urgency and then arrival, under its `owner` text, and the delay it is told is when its turn comes; who does not
// come back within 5 s after its turn loses the place. An owner has one place a class and session, as urgent as the
// most urgent of what it asked with. Threads: any.
class RateBudget : public std::enable_shared_from_this<RateBudget> {
public:
    struct Limits {
        int reads = 20;
        int writes = 10;
        base::Duration window = std::chrono::seconds(10);
    };
    static std::shared_ptr<RateBudget> make(Limits limits, const base::Clock& clock);
    ~RateBudget();

    Permit take(CallClass call_class, Urgency urgency, const std::string& owner);
    // The read that a write depends on, for who has the permit to write: past those who wait to read, as long as they
    // get their half.
    Permit take_read_beside(const Permit& write);
    void forget(const std::string& owner);                         // gives up this owner's places
    void close(CallClass call_class, base::Duration retry_after);  // ZPA said 429
    void set_limits(int reads, int writes);
    std::size_t waiting(CallClass call_class) const;
    // The organisation has taken this session's token: from now on it draws from the same slots as all who proved that.
    void proved();

private:
    friend class Permit;
    friend class BudgetRegistry;
    using Sharing = std::function<std::shared_ptr<BudgetPool>()>;  // the pool of the proved
    RateBudget(Limits limits, const base::Clock& clock, Sharing sharing);
    template <typename Action>
    auto with(CallClass call_class, Action action) const;
    void demand_open(CallClass call_class) const;
    [[noreturn]] void turn_away(CallClass call_class, base::Instant turn) const;
    void take_next(CallClass call_class);
    void settle(CallClass call_class, bool used);
    void put_back(const Permit& permit, base::Duration wait);

    const base::Clock& clock_;
    const Sharing sharing_;      // empty: nobody to share with
    const std::string session_;  // before each owner: sessions may call their lists alike
    std::atomic<bool> alone_ = true;
    mutable base::Mutex mutex_;
    Limits limits_ OP_GUARDED_BY(mutex_);
    std::shared_ptr<BudgetPool> pool_ OP_GUARDED_BY(mutex_);
};

}  // namespace zpa
