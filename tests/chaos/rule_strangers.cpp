#include <fmt/format.h>

#include "tests/chaos/rules.h"

namespace chaos {

std::vector<Finding> look_at_strangers(const Books& books) {
    std::vector<Finding> out;
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
    return out;
}

}  // namespace chaos
