#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "controller/base/clock.h"

namespace zpa {

enum class CallClass { Read, Write };

// Whose turn it is when calls are scarce; lower goes first.
enum class Urgency {
    Publish = 0,   // a person waits for a value: create
    Change = 1,    // a person changed or deleted something
    Naming = 2,    // a key's final name
    Correct = 3,   // drift
    Poll = 4,      // inventory
};

class RateBudget;

// The right to send one call. Used up by settle(); given back unused by its destructor. Movable.
class Permit {
public:
    Permit(Permit&& other) noexcept;
    Permit& operator=(Permit&&) = delete;
    ~Permit();
    // The reply came (or the call failed): the window counts from now. Called by Client exactly once per call sent.
    void settle();
    // One more call of the same kind, past the queue: for the repeat after a 401. Throws as take() where no slot is
    // free.
    void renew();

private:
    friend class RateBudget;
    Permit(std::shared_ptr<RateBudget> budget, CallClass call_class);
    std::shared_ptr<RateBudget> budget_;
    CallClass call_class_;
    bool held_ = true;
};

// One organisation's calls: at most `reads` and `writes` in any window (10 s), counted from the moment a reply
// arrived, so that whatever the server's own window is, it is never passed. 429 closes a class until Retry-After.
//
// take() never waits: it gives a permit or throws Error(TooManyRequests) with retry_after (reason "LocalBudget", or
// "RetryAfter" while ZPA's own 429 holds). An asker that was turned away keeps its place in the queue of its class,
// by urgency and then arrival, under its `owner` text, and the delay it is told is when its turn comes; who does not
// come back within 5 s after its turn loses the place. An owner has one place a class, as urgent as the most urgent
// of what it asked with. Threads: any.
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
    void forget(const std::string& owner);           // gives up this owner's places
    void close(CallClass call_class, base::Duration retry_after);  // ZPA said 429
    base::Duration closed_for(CallClass call_class) const;         // zero while open
    void set_limits(int reads, int writes);
    std::size_t waiting(CallClass call_class) const;
    bool idle() const;  // nothing in flight, cooling, waiting or closed: as good as new

private:
    friend class Permit;
    RateBudget(Limits limits, const base::Clock& clock);
    void take_next(CallClass call_class);
    void settle(CallClass call_class, bool used);
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// Finds the budget of an API URL and customer; the same object for everybody in this process who asks with the same
// two. The limits are those of the last who asked. Threads: any.
class BudgetRegistry {
public:
    explicit BudgetRegistry(const base::Clock& clock, base::Duration window = std::chrono::seconds(10));
    std::shared_ptr<RateBudget> get(const std::string& api_url, const std::string& customer_id, int reads, int writes);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace zpa
