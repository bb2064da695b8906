#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controller/base/clock.h"
#include "reconcilers/zpa/rate_budget.h"

namespace zpa {

// The slots of one class of calls and who waits for them. A slot is free, in flight, or cooling: busy until one
// window after its reply. Two calls through one slot are thus at least a window apart wherever between sending and
// reply the server counts them, so no window of the server, fixed or sliding, ever sees more calls than there are
// slots.
//
// The asker at rank r of the queue may go as soon as more than r slots are free; so the free ones stay reserved for
// those in front until they come, or lose their place. Not safe from several threads: RateBudget locks.
class CallQueue {
public:
    CallQueue(int limit, base::Duration window) : limit_(limit), window_(window) {}

    using Rank = std::pair<Urgency, std::uint64_t>;  // urgency, then arrival
    struct Answer {
        std::optional<base::Instant> come_back;  // nullopt: a slot was taken
        Rank rank;                               // the asker's, in the queue or as it was when its turn came
    };
    // Takes a slot and gives up the owner's place, or keeps the place and says when to come back.
    Answer take(base::Instant now, Urgency urgency, const std::string& owner);
    // Past the queue and without a place in it: for the second half of a call that was begun. nullopt: taken.
    std::optional<base::Instant> take_next(base::Instant now);
    // For a call that a permit of the other class needs: its owner has waited there already, so half of the slots of a
    // window may go past the queue like that. Beyond these, and while there are none, it waits here as everybody does.
    std::optional<base::Instant> take_beside(base::Instant now, Urgency urgency, const std::string& owner);
    void settle(base::Instant now, bool used);
    // Gives a slot back unused and its owner the place it had, for whoever must come again `until` then.
    void put_back(base::Instant now, const std::string& owner, const Rank& rank, base::Instant until);
    void forget(const std::string& owner);
    // Goes on with what another queue has in flight and cooling, and with what ZPA told it to wait. Its places are
    // lost.
    void absorb(CallQueue& other);

    void close_until(base::Instant until);
    base::Instant closed_until() const { return closed_until_; }
    void set_limit(int limit) { limit_ = limit; }
    bool idle(base::Instant now);
    std::size_t waiting(base::Instant now);

private:
    struct Place {
        Rank rank;
        base::Instant lost_at;
    };

    void catch_up(base::Instant now);
    std::size_t position(const Rank& rank) const;
    std::size_t busy() const { return cooling_.size() + static_cast<std::size_t>(in_flight_); }
    bool free_for(std::size_t position, base::Instant now) const;
    base::Instant turn_of(std::size_t position, base::Instant now) const;
    void keep_place(const std::string& owner, const Rank& rank, base::Instant turn);
    void drop(std::unordered_map<std::string, Place>::iterator place);

    int limit_;
    base::Duration window_;
    int in_flight_ = 0;
    std::deque<base::Instant> cooling_;  // when each becomes free, in order
    std::deque<base::Instant> beside_;   // when each call that went past the queue counts no more
    base::Instant closed_until_{};
    std::uint64_t arrivals_ = 0;
    std::unordered_map<std::string, Place> places_;
    std::vector<Rank> order_;                                 // of places_, sorted
    std::set<std::pair<base::Instant, std::string>> losses_;  // lost_at and owner of places_
};

}  // namespace zpa
