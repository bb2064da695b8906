#include <fmt/format.h>

#include "tests/chaos/rules.h"

namespace chaos {

std::vector<Finding> look_at_identities(const Books& books) {
    std::vector<Finding> out;
    for (const auto& [uid, history] : books.histories) {
        for (std::size_t i = 1; i < history.versions.size(); ++i) {
            const auto& after = history.versions[i];
            const auto id = history.versions[i - 1].key_id();
            if (id.empty() || after.key_id() == id) continue;
            if (const auto gone = books.deleted_at(id); gone && *gone <= after.asked) continue;
            out.push_back({"identities", history.name.to_string(),
                           fmt::format("it let go of key {}, which was still in ZPA", id), after.asked});
        }
    }
    return out;
}

}  // namespace chaos
