#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/callers.h"
#include "tests/chaos/rules.h"

namespace chaos {

namespace {

struct Write {
    Micros at = 0;
    int seat = -1;
    std::string what;
    kube::ObjectKey object;  // "" where it is not known
    bool is_event = false;
    bool was_refused = false;  // it changed nothing
};

// Whose key that is.
kube::ObjectKey object_of(const Books& books, const simulator::Entry& entry) {
    const auto* owner =
        entry.operation == "create" ? books.owner_of_birth(entry.object_name) : books.owner_of_key(key_of(entry));
    return owner == nullptr ? kube::ObjectKey{} : owner->name;
}

std::vector<Write> writes(const Books& books) {
    std::vector<Write> out;
    for (const auto& line : books.audit) {
        const auto seat = books.seat_of(line.source);
        if (seat < 0 || line.resource == "leases") continue;
        out.push_back({line.asked,
                       seat,
                       fmt::format("{} {} {}/{}", line.verb, line.resource, line.namespace_name, line.name),
                       {line.namespace_name, line.name},
                       line.resource == "events",
                       !line.succeeded()});
    }
    for (const auto& entry : books.journal) {
        if (entry.kind != "provisioningKey" || entry.method == "GET") continue;
        out.push_back(
            {micros(entry.at), books.seat_of(entry.source), entry.method + " " + entry.path, object_of(books, entry)});
    }
    return out;
}

// Two writes may have been between the check and the wire when the process was stopped; the successor takes them back
// (docs/architecture.md, "Who may write").
constexpr std::size_t kUnderWay = 2;

const Freeze* freeze_before(const Books& books, const Write& write) {
    for (const auto& freeze : books.freezes) {
        if (freeze.seat == write.seat && freeze.to <= write.at && write.at - freeze.to < 1'000'000) return &freeze;
    }
    return nullptr;
}

// Of the same object: what follows from an answer was not under way when the process was stopped.
bool follows_an_answer(const Books& books, const Freeze& freeze, const Write& write) {
    return !write.object.name.empty() && std::ranges::any_of(books.journal, [&](const simulator::Entry& entry) {
        return micros(entry.at) < freeze.from && micros(entry.ended) >= freeze.from &&
               micros(entry.ended) <= write.at && books.seat_of(entry.source) == write.seat &&
               object_of(books, entry) == write.object;
    });
}

// When the lease is given back nothing works any more, and nothing is on the wire but for events that could not be
// flushed in time (docs/architecture.md, "Start and stop").
bool is_cut_off(const Write& write, const Term& now) {
    return write.is_event && now.seat == kNobody && write.at - now.from < 1'000'000;
}

}  // namespace

std::vector<Finding> look_at_lease(const Books& books) {
    std::vector<Finding> out;
    const auto all = terms(books);
    std::map<const Freeze*, std::size_t> after_freeze;
    for (const auto& write : writes(books)) {
        const auto* now = term_at(all, write.at);
        if (now != nullptr && (now->seat == write.seat || is_cut_off(write, *now))) continue;
        // Nobody sent it just now: it was held on its way when its sender was killed.
        if (life_of(books, write.seat, write.at) == nullptr) continue;
        const auto* freeze = freeze_before(books, write);
        if (freeze == nullptr || !follows_an_answer(books, *freeze, write)) {
            if (write.was_refused || (freeze != nullptr && ++after_freeze[freeze] <= kUnderWay)) continue;
        }
        out.push_back(
            {"lease", fmt::format("operator {}", write.seat),
             fmt::format("{} came from operator {} while {} held the lease", write.what, write.seat,
                         now == nullptr || now->seat == kNobody ? "nobody" : "operator " + std::to_string(now->seat)),
             write.at});
    }
    return out;
}

}  // namespace chaos
