#include <fmt/format.h>

#include "tests/chaos/rules.h"

namespace chaos {

std::vector<Finding> look_at_specs(const Books& books) {
    std::vector<Finding> out;
    for (const auto& [uid, history] : books.histories) {
        for (std::size_t i = 1; i < history.versions.size(); ++i) {
            const auto& before = history.versions[i - 1];
            const auto& after = history.versions[i];
            const auto spec = [](const Version& version) { return version.object.value("spec", nlohmann::json()); };
            if (after.seat < 0 || spec(after) == spec(before)) continue;
            out.push_back(
                {"specs", history.name.to_string(),
                 fmt::format("operator {} made {} of its spec {}", after.seat, spec(after).dump(), spec(before).dump()),
                 after.asked});
        }
    }
    return out;
}

}  // namespace chaos
