#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/zpa_simulator/clock.h"

namespace simulator {

// Decimal ids in the order of their numbers, whatever their length.
struct IdOrder {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
};

// The moment up to which a reader sees what was written: by count of writes, by time, or everything.
struct Moment {
    std::uint64_t change = UINT64_MAX;  // writes with a higher number are not seen
    Clock::Time time = Clock::Time::max();

    [[nodiscard]] bool sees(std::uint64_t number, Clock::Time at) const { return number <= change && at <= time; }
};

// Objects of one kind by id, with the history a stale list needs. Not safe from several threads: the State locks.
template <class T>
class Table {
public:
    using Item = std::shared_ptr<const T>;

    void put(T value, std::uint64_t change, Clock::Time now) {
        auto& place = items_[value.id];
        remember(value.id, place, change, now);
        place = std::make_shared<const T>(std::move(value));
    }

    bool erase(std::string_view id, std::uint64_t change, Clock::Time now) {
        const auto found = items_.find(id);
        if (found == items_.end()) return false;
        remember(found->first, found->second, change, now);
        items_.erase(found);
        return true;
    }

    [[nodiscard]] Item find(std::string_view id, const Moment& moment = {}) const {
        Item found;
        if (const auto at = items_.find(id); at != items_.end()) found = at->second;
        for (auto undo = history_.rbegin(); undo != history_.rend() && !moment.sees(undo->change, undo->at); ++undo) {
            if (undo->id == id) found = undo->before;
        }
        return found;
    }

    [[nodiscard]] std::vector<Item> all(const Moment& moment = {}) const {
        std::vector<Item> out;
        if (history_.empty() || moment.sees(history_.back().change, history_.back().at)) {
            out.reserve(items_.size());
            for (const auto& [id, item] : items_) out.push_back(item);
            return out;
        }
        auto past = items_;
        for (auto undo = history_.rbegin(); undo != history_.rend() && !moment.sees(undo->change, undo->at); ++undo) {
            if (undo->before) {
                past[undo->id] = undo->before;
            } else {
                past.erase(undo->id);
            }
        }
        for (const auto& [id, item] : past) out.push_back(item);
        return out;
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }

private:
    struct Undo {
        std::uint64_t change;
        Clock::Time at;
        std::string id;
        Item before;
    };

    void remember(const std::string& id, const Item& before, std::uint64_t change, Clock::Time now) {
        history_.push_back({change, now, id, before});
        while (history_.size() > kept_changes) history_.pop_front();
    }

    static constexpr std::size_t kept_changes = 100'000;
    std::map<std::string, Item, IdOrder> items_;
    std::deque<Undo> history_;
};

}  // namespace simulator
