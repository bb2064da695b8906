#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/rules.h"

namespace chaos {

namespace {

void look_at_keys(const Books& books, std::vector<Finding>& out) {
    for (const auto& entry : books.journal) {
        if (entry.kind != "provisioningKey" || entry.method == "GET" || !books.strangers_keys.contains(key_of(entry)))
            continue;
        out.push_back(
            {"strangers", "key " + key_of(entry), fmt::format("{} {}", entry.method, entry.path), micros(entry.at)});
    }
    for (const auto& [uid, history] : books.histories) {
        for (const auto& version : history.versions) {
            if (!books.strangers_keys.contains(version.key_id())) continue;
            out.push_back({"strangers", history.name.to_string(),
                           fmt::format("it has the identity of key {}", version.key_id()), version.asked});
            break;
        }
    }
}

// What was asked for before the Secret was planted, or was over when it had been taken away, met another one.
bool meets(const AuditLine& line, const Planting& planting) {
    const bool same = line.namespace_name == planting.secret.namespace_name && line.name == planting.secret.name;
    return same && line.asked >= planting.from && (planting.to == 0 || line.done <= planting.to);
}

void look_at_secrets(const Books& books, std::vector<Finding>& out) {
    for (const auto& line : books.audit) {
        const bool writes = line.verb == "patch" || line.verb == "update" || line.verb == "delete";
        const auto seat = books.seat_of(line.source);
        if (line.resource != "secrets" || !writes || seat < 0 || !line.succeeded()) continue;
        const bool met = std::any_of(books.plantings.begin(), books.plantings.end(),
                                     [&](const Planting& planting) { return meets(line, planting); });
        if (!met) continue;
        out.push_back({"strangers", line.namespace_name + "/" + line.name,
                       fmt::format("operator {}: {} of a stranger's Secret", seat, line.verb), line.asked});
    }
}

}  // namespace

std::vector<Finding> look_at_strangers(const Books& books) {
    std::vector<Finding> out;
    look_at_keys(books, out);
    look_at_secrets(books, out);
    return out;
}

}  // namespace chaos
