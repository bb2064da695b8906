#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/chaos/rules.h"

namespace chaos {

namespace {

constexpr std::size_t kNonce = 10;

// The status write by which an object announced that birth; nullptr where there is none.
const Version* announcement(const History& history, const std::string& birth_name) {
    for (const auto& version : history.versions) {
        if (version.birth_name() == birth_name) return &version;
    }
    return nullptr;
}

bool has_nonce(const Version& version) {
    const auto mark = version.object.value("/status/creation"_json_pointer, nlohmann::json::object());
    const auto name = mark.value("name", ""), nonce = mark.value("nonce", "");
    return nonce.size() >= kNonce && mark.value("birthName", "") == name + "." + nonce;
}

std::string version_of(const nlohmann::json& request) {
    return request.value("/metadata/resourceVersion"_json_pointer, "");
}

bool was_conditional(const Version& version) { return !version_of(version.request).empty(); }

// By birth name: writes in vain, since the object was another by then.
std::multimap<std::string, const AuditLine*> refused_announcements(const Books& books) {
    constexpr int kConflict = 409;
    std::multimap<std::string, const AuditLine*> out;
    for (const auto& line : books.audit) {
        if (line.resource != "provisioningkeys" || line.status != kConflict || !line.request.is_object()) continue;
        const auto birth = line.request.value("/status/creation/birthName"_json_pointer, "");
        if (!birth.empty()) out.emplace(birth, &line);
    }
    return out;
}

}  // namespace

std::vector<Finding> look_at_births(const Books& books) {
    std::vector<Finding> out;
    std::map<std::string, int> times;
    const auto refused = refused_announcements(books);
    for (const auto& [entry, seat] : books.posts()) {
        const auto at = micros(entry->at);
        const auto add = [&](const std::string& about, const std::string& what) {
            out.push_back({"births", about, what, at});
        };
        // After a 401, which proves that nothing was made, one repeat with a fresh token is right.
        const bool counts = entry->committed || entry->status != 401;
        if (counts && ++times[entry->object_name] == 2)
            add(entry->object_name, fmt::format("key {} was asked for twice", entry->object_name));
        const auto* owner = books.owner_of_birth(entry->object_name);
        const auto* announced = owner == nullptr ? nullptr : announcement(*owner, entry->object_name);
        if (announced == nullptr || announced->asked > at || announced->done > at + kNoted) {
            add(entry->object_name,
                fmt::format("key {} was asked for, and no object had announced it", entry->object_name));
            continue;
        }
        const auto about = owner->name.to_string();
        if (!has_nonce(*announced)) add(about, fmt::format("birth name {} has no nonce", entry->object_name));
        if (!was_conditional(*announced))
            add(about, fmt::format("{} was announced without a resource version", entry->object_name));
        const auto [first, last] = refused.equal_range(entry->object_name);
        if (std::any_of(first, last, [&](const auto& one) {
                return one.second->asked <= announced->asked &&
                       version_of(one.second->request) != version_of(announced->request);
            }))
            add(about, fmt::format("{} was announced once more after a conflict, without a new look at the object",
                                   entry->object_name));
    }
    return out;
}

}  // namespace chaos
