#include <fmt/format.h>

#include "tests/chaos/rules.h"

namespace chaos {

namespace {

// Events are written beside what they are about, so the lease alone is elsewhere.
bool is_its_place(const Books& books, const AuditLine& line) {
    return books.homes.contains(line.namespace_name) || (line.resource == "leases" && line.name == books.lease);
}

}  // namespace

std::vector<Finding> look_at_places(const Books& books) {
    std::vector<Finding> out;
    for (const auto& line : books.audit) {
        const auto seat = books.seat_of(line.source);
        if (seat < 0 || is_its_place(books, line)) continue;
        out.push_back({"places", fmt::format("operator {}", seat),
                       fmt::format("{} {} {}/{} -> {} is none of its business", line.verb, line.resource,
                                   line.namespace_name, line.name, line.status),
                       line.asked});
    }
    return out;
}

}  // namespace chaos
