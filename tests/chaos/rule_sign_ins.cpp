#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/rules.h"

namespace chaos {

namespace {

constexpr Micros kFirstStep = 4'500'000;  // of 5 s
constexpr Micros kRepeat = 1'000'000;

bool is_token(const simulator::Entry& entry) { return entry.kind == "token"; }

bool same_caller(const Books& books, const simulator::Entry& a, const simulator::Entry& b) {
    if (a.source != b.source || a.client != b.client) return false;
    const auto seat = books.seat_of(a.source);
    return std::none_of(books.lives.begin(), books.lives.end(), [&](const Life& life) {
        return life.seat == seat && life.from > micros(a.at) && life.from < micros(b.at);
    });
}

std::string caller(const Books& books, const simulator::Entry& entry) {
    return fmt::format("operator {}, client {}", books.seat_of(entry.source), entry.client);
}

void look_after_refusal(const Books& books, std::size_t i, std::vector<Finding>& out) {
    const auto& refused = books.journal[i];
    for (std::size_t j = i + 1; j < books.journal.size(); ++j) {
        const auto& next = books.journal[j];
        if (micros(next.at) > micros(refused.at) + kFirstStep) return;
        if (!is_token(next) || !same_caller(books, refused, next)) continue;
        out.push_back({"sign-ins", caller(books, refused),
                       fmt::format("it signed in again {} ms after it had been refused",
                                   (micros(next.at) - micros(refused.at)) / 1000),
                       micros(next.at)});
        return;
    }
}

// A fresh token was refused, and the next one, and each time there was nothing else than that one call: hammering. One
// repeat is right, and so the second refusal of a call never comes alone.
void look_after_fresh_token(const Books& books, std::size_t i, std::vector<Finding>& out) {
    constexpr int kMost = 2;
    const auto& first = books.journal[i];
    int refused = 0;
    bool just_refused = false;
    for (std::size_t j = i + 1; j < books.journal.size() && refused < kMost; ++j) {
        const auto& next = books.journal[j];
        if (micros(next.at) > micros(first.at) + kRepeat) return;
        if (!same_caller(books, first, next)) continue;
        if (is_token(next)) {
            if (!just_refused) return;
            ++refused;
        } else if (next.status != 401 || just_refused) {
            return;
        }
        just_refused = !is_token(next);
    }
    if (refused < kMost) return;
    out.push_back({"sign-ins", caller(books, first),
                   fmt::format("{} fresh tokens in a row, each refused once", refused), micros(first.at)});
}

}  // namespace

std::vector<Finding> look_at_sign_ins(const Books& books) {
    std::vector<Finding> out;
    for (std::size_t i = 0; i < books.journal.size(); ++i) {
        const auto& entry = books.journal[i];
        if (is_token(entry) && entry.status >= 400 && entry.status < 500 && entry.status != 429)
            look_after_refusal(books, i, out);
        if (is_token(entry) && entry.committed) look_after_fresh_token(books, i, out);
    }
    return out;
}

}  // namespace chaos
