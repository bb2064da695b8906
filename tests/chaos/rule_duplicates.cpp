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

bool was_given_up(const History& history, const std::string& birth_name) {
    return std::any_of(history.versions.begin(), history.versions.end(),
                       [&](const Version& version) { return version.gave_up(birth_name); });
}

}  // namespace

std::vector<Finding> look_at_duplicates(const Books& books) {
    std::vector<Finding> out;
    for (const auto& [uid, history] : books.histories) {
        const auto all = made_for(books, history);
        for (std::size_t i = 1; i < all.size(); ++i) {
            const auto& older = all[i - 1];
            const auto gone = books.deleted_at(older.id);
            // What turns up after it was given up is deleted by its id, a little later.
            if ((gone && *gone <= all[i].from) || was_given_up(history, older.birth_name)) continue;
            out.push_back({"duplicates", history.name.to_string(),
                           fmt::format("key {} was made while key {} was still there", all[i].id, older.id),
                           all[i].from});
        }
    }
    return out;
}

}  // namespace chaos
