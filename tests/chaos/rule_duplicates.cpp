#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/rules.h"

namespace chaos {

namespace {

struct Made {
    std::string id, birth_name;
    Micros from = 0;
};

std::vector<Made> made_for(const Books& books, const History& history) {
    std::vector<Made> out;
    for (const auto& [entry, seat] : books.posts()) {
        if (entry->committed && books.owner_of_birth(entry->object_name) == &history) {
            out.push_back({key_of(*entry), entry->object_name, micros(entry->acted)});
        }
    }
    return out;
}

// What turns up after it was given up is deleted by its id, a little later.
bool turned_up_late(const Books& books, const History& history, const Made& older, const Made& younger) {
    const auto* given_up = history.giving_up(older.birth_name);
    return given_up != nullptr && given_up->asked <= younger.from && books.lists_may_lack(older.from, given_up->asked);
}

struct Pair {
    const History& history;
    Made older, younger;
};

// Keys of one object of which the first was still there when the second was made.
std::vector<Pair> pairs(const Books& books) {
    std::vector<Pair> out;
    for (const auto& [uid, history] : books.histories) {
        const auto all = made_for(books, history);
        for (std::size_t i = 1; i < all.size(); ++i) {
            const auto gone = books.deleted_at(all[i - 1].id);
            if (!gone || *gone > all[i].from) out.push_back({history, all[i - 1], all[i]});
        }
    }
    return out;
}

}  // namespace

std::vector<Finding> look_at_duplicates(const Books& books) {
    std::vector<Finding> out;
    for (const auto& [history, older, younger] : pairs(books)) {
        if (turned_up_late(books, history, older, younger)) continue;
        out.push_back({"duplicates", history.name.to_string(),
                       fmt::format("key {} was made while key {} was still there", younger.id, older.id),
                       younger.from});
    }
    return out;
}

int count_late_keys(const Books& books) {
    const auto all = pairs(books);
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Pair& pair) {
        return turned_up_late(books, pair.history, pair.older, pair.younger);
    }));
}

}  // namespace chaos
