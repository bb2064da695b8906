#include <fmt/format.h>

#include "tests/chaos/rules.h"

namespace chaos {

std::vector<Finding> look_at_finalizers(const Books& books) {
    std::vector<Finding> out;
    for (const auto& [uid, history] : books.histories) {
        for (std::size_t i = 1; i < history.versions.size(); ++i) {
            const auto& before = history.versions[i - 1];
            const auto& after = history.versions[i];
            if (after.seat < 0 || !before.has_finalizer() || after.has_finalizer()) continue;
            const auto add = [&](const std::string& what) {
                out.push_back({"finalizers", history.name.to_string(), what, after.asked});
            };
            if (const auto birth = before.birth_name(); !birth.empty()) {
                add(fmt::format("its finalizer went while it was not known what became of {}", birth));
            }
            const auto id = before.key_id();
            if (const auto gone = books.deleted_at(id); !id.empty() && (!gone || *gone > after.asked)) {
                add(fmt::format("its finalizer went while key {} was still in ZPA", id));
            }
        }
    }
    return out;
}

}  // namespace chaos
