#include "reconcilers/zpa/call_queue.h"

#include <algorithm>

namespace zpa {
namespace {

constexpr std::chrono::seconds kGrace{5};  // how long a turn waits for an asker that does not come

void merge(std::deque<base::Instant>& into, std::deque<base::Instant>& other) {
    into.insert(into.end(), other.begin(), other.end());
    std::sort(into.begin(), into.end());
    other.clear();
}

}  // namespace

CallQueue::Answer CallQueue::take(base::Instant now, Urgency urgency, const std::string& owner) {
    catch_up(now);
    const auto place = places_.find(owner);
    const bool placed = place != places_.end();
    Rank rank = placed ? place->second.rank : Rank{urgency, arrivals_++};
    if (placed) {
        rank.first = std::min(rank.first, urgency);  // an owner's place is as urgent as the most urgent of its wishes
        drop(place);
    }
    const std::size_t ahead = position(rank);
    if (free_for(ahead, now)) {
        ++in_flight_;
        return {std::nullopt, rank};
    }
    const base::Instant turn = turn_of(ahead, now);
    keep_place(owner, rank, turn);
    return {turn, rank};
}

std::optional<base::Instant> CallQueue::take_next(base::Instant now) {
    catch_up(now);
    if (!free_for(0, now)) return turn_of(0, now);
    ++in_flight_;
    return std::nullopt;
}

std::optional<base::Instant> CallQueue::take_beside(base::Instant now, Urgency urgency, const std::string& owner) {
    catch_up(now);
    const auto place = places_.find(owner);
    const Rank rank = place != places_.end() ? place->second.rank : Rank{urgency, arrivals_++};
    if (place != places_.end()) drop(place);
    const bool within_share = beside_.size() < static_cast<std::size_t>(limit_) / 2;
    const std::size_t ahead = within_share ? 0 : position(rank);
    if (!free_for(ahead, now)) {
        const base::Instant turn = turn_of(ahead, now);
        keep_place(owner, rank, turn);
        return turn;
    }
    ++in_flight_;
    beside_.push_back(now + window_);
    return std::nullopt;
}

void CallQueue::settle(base::Instant now, bool used) {
    --in_flight_;
    if (used) cooling_.push_back(now + window_);
}

void CallQueue::put_back(base::Instant now, const std::string& owner, const Rank& rank, base::Instant until) {
    settle(now, false);
    catch_up(now);
    if (!places_.contains(owner)) keep_place(owner, rank, until);
}

void CallQueue::absorb(CallQueue& other) {
    in_flight_ += std::exchange(other.in_flight_, 0);
    merge(cooling_, other.cooling_);
    merge(beside_, other.beside_);
    close_until(std::exchange(other.closed_until_, {}));
}

void CallQueue::forget(const std::string& owner) {
    if (const auto place = places_.find(owner); place != places_.end()) drop(place);
}

void CallQueue::close_until(base::Instant until) { closed_until_ = std::max(closed_until_, until); }

bool CallQueue::idle(base::Instant now) {
    catch_up(now);
    return busy() == 0 && places_.empty() && closed_until_ <= now;
}

std::size_t CallQueue::waiting(base::Instant now) {
    catch_up(now);
    return places_.size();
}

void CallQueue::catch_up(base::Instant now) {
    while (!cooling_.empty() && cooling_.front() <= now) cooling_.pop_front();
    while (!beside_.empty() && beside_.front() <= now) beside_.pop_front();
    while (!losses_.empty() && losses_.begin()->first < now) drop(places_.find(losses_.begin()->second));
}

std::size_t CallQueue::position(const Rank& rank) const {
    return static_cast<std::size_t>(std::lower_bound(order_.begin(), order_.end(), rank) - order_.begin());
}

bool CallQueue::free_for(std::size_t position, base::Instant now) const {
    return closed_until_ <= now && busy() + position < static_cast<std::size_t>(limit_);
}

// The earliest moment at which `position` + 1 slots can have been free: a call in flight may be answered now, and
// every slot comes round once a window.
base::Instant CallQueue::turn_of(std::size_t position, base::Instant now) const {
    const auto limit = static_cast<std::size_t>(limit_);
    const std::size_t needed = busy() + position % limit;
    base::Instant turn = now;
    if (needed >= limit) {
        const std::size_t releases = needed - limit;
        turn = releases < cooling_.size() ? cooling_[releases] : now + window_;
    }
    return std::max(turn, closed_until_) + window_ * static_cast<base::Duration::rep>(position / limit);
}

void CallQueue::keep_place(const std::string& owner, const Rank& rank, base::Instant turn) {
    const base::Instant lost_at = turn + kGrace;
    places_.insert_or_assign(owner, Place{rank, lost_at});
    order_.insert(std::lower_bound(order_.begin(), order_.end(), rank), rank);
    losses_.emplace(lost_at, owner);
}

void CallQueue::drop(std::unordered_map<std::string, Place>::iterator place) {
    losses_.erase({place->second.lost_at, place->first});
    order_.erase(std::lower_bound(order_.begin(), order_.end(), place->second.rank));
    places_.erase(place);
}

}  // namespace zpa
