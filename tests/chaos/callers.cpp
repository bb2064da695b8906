#include "tests/chaos/callers.h"

#include <algorithm>

namespace chaos {

namespace {

constexpr Micros kLate = 1'000'000;  // sooner than any deadline of a call

}  // namespace

bool is_read(const simulator::Entry& entry) { return entry.method == "GET"; }

bool was_missed(const simulator::Entry& entry) {
    const bool halved = entry.fault.find("truncate") != std::string::npos;
    return entry.status == 0 || halved || micros(entry.ended) - micros(entry.at) > kLate;
}

const Life* life_of(const Books& books, int seat, Micros at) {
    for (const auto& life : books.lives) {
        if (life.seat == seat && life.from <= at && (life.to == 0 || at <= life.to)) return &life;
    }
    return nullptr;
}

std::vector<Term> terms(const Books& books) {
    std::vector<Term> out;
    for (const auto& line : books.audit) {
        if (line.resource != "leases" || line.name != books.lease || !line.succeeded()) continue;
        const auto identity = line.response.value("/spec/holderIdentity"_json_pointer, "");
        if (identity == (out.empty() ? "" : out.back().identity)) continue;
        out.push_back({identity, identity.empty() ? kNobody : books.seat_of(line.source), line.asked});
    }
    return out;
}

const Term* term_at(const std::vector<Term>& terms, Micros at) {
    const auto found = std::find_if(terms.rbegin(), terms.rend(), [&](const Term& term) { return term.from <= at; });
    return found == terms.rend() ? nullptr : &*found;
}

bool stood_still(const Books& books, int seat, Micros from, Micros to) {
    return std::any_of(books.freezes.begin(), books.freezes.end(), [&](const Freeze& freeze) {
        return freeze.seat == seat && freeze.from <= to && freeze.to >= from;
    });
}

bool were_cut(const Books& books, Micros from, Micros to) {
    return std::any_of(books.diary.begin(), books.diary.end(),
                       [&](const Diary::Line& line) { return line.at >= from && line.at <= to && line.text == kCut; });
}

Members::Members(const Books& books) : books_(books) {
    for (const auto& entry : books.journal) {
        if (entry.customer.empty() || entry.status < 200 || entry.status >= 300) continue;
        const auto* life = life_of(books, books.seat_of(entry.source), micros(entry.at));
        const auto [known, first] = since_.try_emplace({life, entry.client, entry.customer}, micros(entry.acted));
        if (!first) known->second = std::min(known->second, micros(entry.acted));
    }
}

bool Members::had(const simulator::Entry& caller) const {
    const auto* life = life_of(books_, books_.seat_of(caller.source), micros(caller.at));
    const auto known = since_.find({life, caller.client, caller.customer});
    return known != since_.end() && known->second < micros(caller.at);
}

}  // namespace chaos
