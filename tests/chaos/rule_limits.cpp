#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/callers.h"
#include "tests/chaos/rules.h"

namespace chaos {

namespace {

constexpr Micros kWindow = 1'000'000;

// A limit's own refusal; others bring it about with a fault.
bool is_over_limit(const simulator::Entry& entry) {
    return entry.status == 429 && entry.fault.empty() && !entry.customer.empty();
}

// Could the operator count right? Everything that the limit counted came from this start of the program, from tenants
// that knew of each other, and was answered in time: else it may have been sent twice, or have counted when its time
// was over.
bool could_count(const Books& books, const Members& members, const simulator::Entry& refused) {
    const auto at = micros(refused.ended), from = at - 2 * kWindow;
    const auto seat = books.seat_of(refused.source);
    const auto* life = life_of(books, seat, at);
    if (life == nullptr || life->from > from || stood_still(books, seat, from, at) || were_cut(books, from, at))
        return false;
    return std::all_of(books.journal.begin(), books.journal.end(), [&](const simulator::Entry& other) {
        const bool counted = other.source == refused.source && other.customer == refused.customer &&
                             is_read(other) == is_read(refused) && micros(other.ended) >= from &&
                             micros(other.at) <= at;
        return !counted || (members.had(other) && !was_missed(other));
    });
}

}  // namespace

std::vector<Finding> look_at_limits(const Books& books) {
    std::vector<Finding> out;
    const Members members(books);
    for (const auto& entry : books.journal) {
        if (!is_over_limit(entry) || !could_count(books, members, entry)) continue;
        out.push_back({"limits",
                       fmt::format("operator {}, organisation {}", books.seat_of(entry.source), entry.customer),
                       fmt::format("{} {} was over the limit", entry.method, entry.path), micros(entry.ended)});
    }
    return out;
}

}  // namespace chaos
