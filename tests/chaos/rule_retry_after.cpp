#include <fmt/format.h>

#include <charconv>

#include "tests/chaos/callers.h"
#include "tests/chaos/rules.h"

namespace chaos {

namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kUnderWay = 1'000'000;  // calls that were on their way when the reply came, on a busy machine
constexpr Micros kBetween = 300'000;     // two calls of one visit
constexpr Micros kEarly = 100'000;       // clocks and roundings

Micros asked_to_wait(const simulator::Entry& entry) {
    const auto& text = entry.retry_after;  // "3s", as ZPA writes it, or "3"
    Micros seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return seconds * kSecond;
}

// A 429 closes a class of calls for everybody in the organisation.
bool concerns(const Members& members, const simulator::Entry& refused, const simulator::Entry& next) {
    if (refused.status == 503) return next.client == refused.client && !next.customer.empty();
    if (next.customer != refused.customer || is_read(next) != is_read(refused)) return false;
    return next.client == refused.client || (members.had(refused) && members.had(next));
}

// A 503 shuts the gate of one tenant, unless it is shut already; whoever is under way may go on, and opens it where he
// is answered (reconcilers/zpa/flood_gate.h). So only one that comes alone proves anything.
bool is_alone(const Books& books, const simulator::Entry& refused) {
    for (const auto& other : books.journal) {
        if (&other == &refused || other.source != refused.source || other.client != refused.client) continue;
        const bool before = micros(other.ended) < micros(refused.at) - kBetween;
        const bool after = micros(other.at) > micros(refused.ended) + kUnderWay;
        if (!before && !after) return false;
    }
    return true;
}

void look_after(const Books& books, const Members& members, std::size_t i, std::vector<Finding>& out) {
    const auto& refused = books.journal[i];
    const auto seat = books.seat_of(refused.source);
    const auto from = micros(refused.ended), to = from + asked_to_wait(refused) - kEarly;
    const auto* life = life_of(books, seat, from);
    for (std::size_t j = i + 1; j < books.journal.size() && micros(books.journal[j].at) <= to; ++j) {
        const auto& next = books.journal[j];
        const auto when = micros(next.at);
        if (next.source != refused.source || !concerns(members, refused, next)) continue;
        if (when < from + kUnderWay || life_of(books, seat, when) != life) continue;
        // It may have entered the gate long ago: between that and the POST lies the mark.
        if (refused.status == 503 && next.operation == "create") return;
        out.push_back({"retry-after", fmt::format("operator {}, organisation {}", seat, refused.customer),
                       fmt::format("{} {} came {} ms after a {} that asked for {}", next.method, next.path,
                                   (when - from) / 1000, refused.status, refused.retry_after),
                       when});
        return;
    }
}

}  // namespace

std::vector<Finding> look_at_retry_after(const Books& books) {
    std::vector<Finding> out;
    const Members members(books);
    for (std::size_t i = 0; i < books.journal.size(); ++i) {
        const auto& entry = books.journal[i];
        const bool asks = (entry.status == 429 || entry.status == 503) && asked_to_wait(entry) > kUnderWay;
        if (!asks || entry.customer.empty() || was_missed(entry)) continue;
        const auto from = micros(entry.at) - kSecond, to = micros(entry.ended) + asked_to_wait(entry);
        const auto seat = books.seat_of(entry.source);
        if (life_of(books, seat, micros(entry.ended)) == nullptr) continue;
        if (stood_still(books, seat, from, to) || were_cut(books, from, to)) continue;
        if (entry.status == 503 && !is_alone(books, entry)) continue;
        look_after(books, members, i, out);
    }
    return out;
}

}  // namespace chaos
