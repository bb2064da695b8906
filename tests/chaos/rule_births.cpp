#include <fmt/format.h>

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

bool was_conditional(const Version& version) {
    return !version.request.value("/metadata/resourceVersion"_json_pointer, "").empty();
}

}  // namespace

std::vector<Finding> look_at_births(const Books& books) {
    std::vector<Finding> out;
    std::map<std::string, int> times;
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
    }
    return out;
}

}  // namespace chaos
