#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "tests/chaos/callers.h"
#include "tests/chaos/rules.h"

namespace chaos {

namespace {

// What became of one birth, from its announcement to the next one of the same object.
struct Birth {
    const Version* announced;
    std::string name;
};

std::vector<Birth> births(const History& history) {
    std::vector<Birth> out;
    for (const auto& version : history.versions) {
        const auto name = version.birth_name();
        if (!name.empty() && (out.empty() || out.back().name != name)) out.push_back({&version, name});
    }
    return out;
}

constexpr Micros kOnItsWay = 500'000;  // the deadline of a POST begins before ZPA sees it, on a busy machine

// When its object's status ceased to wait for it.
Micros decided(const History& history, const Birth& birth) {
    bool begun = false;
    for (const auto& version : history.versions) {
        const bool waits = version.birth_name() == birth.name;
        if (begun && !waits) return version.asked;
        begun = begun || waits;
    }
    return std::numeric_limits<Micros>::max();
}

// The last moment at which ZPA was asked for it, when whoever asked knew that he will hear no more, and whether
// anything but a clear refusal came back.
struct Asked {
    Micros at = 0, over = 0;
    bool open = false;
    std::string key_id;  // where it was made
};

Asked asked_for(const Books& books, const std::string& birth_name) {
    Asked out;
    for (const auto& [entry, seat] : books.posts()) {
        if (entry->object_name != birth_name) continue;
        const bool refused = !entry->committed && entry->status >= 400 && entry->status < 500 && entry->status != 408;
        const auto asked = micros(entry->at);
        out.at = std::max(out.at, asked);
        auto over =
            std::min(micros(entry->ended), asked + std::chrono::microseconds(books.times.post_deadline).count());
        if (const auto* life = life_of(books, seat, asked); life != nullptr && life->to != 0)
            over = std::min(over, life->to);
        out.over = std::max(out.over, over);
        out.open = out.open || !refused;
        if (entry->committed) out.key_id = key_of(*entry);
    }
    return out;
}

bool was_recorded(const History& history, const std::string& key_id, Micros before) {
    return std::any_of(history.versions.begin(), history.versions.end(),
                       [&](const Version& version) { return version.done <= before && version.key_id() == key_id; });
}

// That its time is over is no reason: a whole list has to lack it as well.
void look_at_given_up(const Books& books, const History& history, const Birth& birth, std::vector<Finding>& out) {
    const auto* given_up = history.giving_up(birth.name);
    if (given_up == nullptr) return;
    for (const auto& [entry, seat] : books.posts()) {
        if (!entry->committed || entry->object_name != birth.name) continue;
        const auto made = micros(entry->acted), written = given_up->asked;
        const auto gone = books.deleted_at(key_of(*entry));
        if ((gone && *gone <= written) || books.lists_may_lack(made, written)) continue;
        out.push_back({"outcomes", history.name.to_string(),
                       fmt::format("{} was given up {} ms after key {} had been made", birth.name,
                                   (written - made) / 1000, key_of(*entry)),
                       written});
    }
}

}  // namespace

std::vector<Finding> look_at_outcomes(const Books& books) {
    std::vector<Finding> out;
    const auto leaders = terms(books);
    const Micros settle = std::chrono::microseconds(books.times.settle()).count();
    for (const auto& [uid, history] : books.histories) {
        const auto all = births(history);
        for (const auto& birth : all) look_at_given_up(books, history, birth, out);
        for (std::size_t i = 1; i < all.size(); ++i) {
            const auto first = asked_for(books, all[i - 1].name);
            const auto second = all[i].announced->asked;
            if (!first.open) continue;
            if (!first.key_id.empty() && was_recorded(history, first.key_id, second)) continue;
            if (const auto gone = books.deleted_at(first.key_id); gone && *gone <= second) continue;
            // Nobody looks for it before he knows, nor before he leads, and then he waits.
            const auto end = decided(history, all[i - 1]);
            const auto* term = term_at(leaders, end);
            const auto looked = std::max({first.at, first.over - kOnItsWay, term == nullptr ? 0 : term->from});
            if (end >= looked + settle) continue;
            out.push_back(
                {"outcomes", history.name.to_string(),
                 fmt::format("{} was left for {} within {} ms of the first look for it, its outcome not known",
                             all[i - 1].name, all[i].name, (end - looked) / 1000),
                 end});
        }
    }
    return out;
}

}  // namespace chaos
