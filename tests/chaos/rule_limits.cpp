#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/rules.h"
#include "tests/chaos/times.h"

namespace chaos {

namespace {

constexpr Micros kWindow = 1'000'000;
constexpr Micros kAsked = std::chrono::microseconds(kRetryAfter).count();
constexpr Micros kUnderWay = 1'000'000;  // calls that were on their way when the reply came, on a busy machine
constexpr Micros kEarly = 100'000;       // clocks and roundings

bool is_read(const simulator::Entry& entry) { return entry.method == "GET"; }

bool was_throttled(const simulator::Entry& entry) { return entry.status == 429; }

// Which start of the program a call came from; its predecessors' calls are not known to it.
const Life* life_of(const Books& books, int seat, Micros at) {
    for (const auto& life : books.lives) {
        if (life.seat == seat && life.from <= at && (life.to == 0 || at <= life.to)) return &life;
    }
    return nullptr;
}

bool stood_still(const Books& books, int seat, Micros from, Micros to) {
    return std::any_of(books.freezes.begin(), books.freezes.end(), [&](const Freeze& freeze) {
        return freeze.seat == seat && freeze.from <= to && freeze.to >= from;
    });
}

// Whoever merely names an organisation takes nothing from those who are in it, and hears nothing of them: a tenant
// draws from the common budget once ZPA has answered it.
bool is_in(const Books& books, const simulator::Entry& caller, const Life& life) {
    return std::any_of(books.journal.begin(), books.journal.end(), [&](const simulator::Entry& entry) {
        return entry.client == caller.client && entry.source == caller.source && entry.customer == caller.customer &&
               entry.status >= 200 && entry.status < 300 && micros(entry.at) >= life.from &&
               micros(entry.acted) < micros(caller.at);
    });
}

}  // namespace

std::vector<Finding> look_at_limits(const Books& books) {
    std::vector<Finding> out;
    for (std::size_t i = 0; i < books.journal.size(); ++i) {
        const auto& refused = books.journal[i];
        if (!was_throttled(refused) || refused.customer.empty()) continue;
        const auto seat = books.seat_of(refused.source);
        const auto at = micros(refused.acted);
        const auto* life = life_of(books, seat, at);
        if (life == nullptr || stood_still(books, seat, at - 2 * kWindow, at + kAsked)) continue;
        const auto about = fmt::format("operator {}, organisation {}", seat, refused.customer);
        if (refused.fault.empty() && at > life->from + 2 * kWindow) {
            out.push_back({"limits", about, fmt::format("{} {} was over the limit", refused.method, refused.path), at});
        }
        if (refused.fault.empty()) continue;  // the limit's own 429 asks for a moment only
        for (std::size_t j = i + 1; j < books.journal.size(); ++j) {
            const auto& next = books.journal[j];
            const auto when = micros(next.at);
            if (when > at + kAsked) break;
            if (next.source != refused.source || next.customer != refused.customer || is_read(next) != is_read(refused))
                continue;
            if (when < at + kUnderWay || when > at + kAsked - kEarly || life_of(books, seat, when) != life) continue;
            if (next.client != refused.client && !(is_in(books, refused, *life) && is_in(books, next, *life))) continue;
            out.push_back({"limits", about,
                           fmt::format("{} {} came {} ms after a 429 that asked for 3 s", next.method, next.path,
                                       (when - at) / 1000),
                           when});
            break;
        }
    }
    return out;
}

}  // namespace chaos
