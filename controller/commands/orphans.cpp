#include "controller/commands/orphans.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "controller/base/rfc3339.h"
#include "controller/commands/text.h"
#include "reconcilers/provisioning_key/given_names.h"

namespace commands {

namespace {

const char* words_of(Origin origin) {
    switch (origin) {
        case Origin::HalfMade: return "made by an operator, never named";
        case Origin::Retired: return "retired on purpose, its object was deleted";
        case Origin::Unknown: return "";
    }
    return "";
}

const char* text_of(Origin origin) {
    switch (origin) {
        case Origin::HalfMade: return "HalfMade";
        case Origin::Retired: return "Retired";
        case Origin::Unknown: return "Unknown";
    }
    return "";
}

// Later seconds are no time of this clock (64 bits of nanoseconds): a service that means milliseconds, say.
constexpr std::int64_t kLastSecond = 9'000'000'000;

std::string created(const zpa::Key& key) {
    if (key.creation_time <= 0 || key.creation_time > kLastSecond) return "";
    return base::format_rfc3339(base::WallTime(std::chrono::seconds(key.creation_time)));
}

}  // namespace

Origin origin_of(const std::string& name) {
    if (provisioning_key::looks_retired(name)) return Origin::Retired;
    return provisioning_key::looks_newborn(name) ? Origin::HalfMade : Origin::Unknown;
}

std::vector<ListedKey> find_orphans(const Survey& survey, const Owners& owners) {
    std::vector<ListedKey> out;
    std::copy_if(survey.keys.begin(), survey.keys.end(), std::back_inserter(out),
                 [&](const ListedKey& listed) { return owners.find(listed) == nullptr; });
    return out;
}

Table orphans_table(const std::vector<ListedKey>& orphans) {
    Table table({{"ID"}, {"TYPE"}, {"NAME", 16}, {"USED"}, {"CREATED"}, {"LOOKS LIKE", 12}});
    for (const auto& [type, microtenant, key] : orphans) {
        const auto origin = origin_of(key.name);
        table.add({{printable(key.id)},
                   {std::string(zpa::to_string(type))},
                   {printable(key.name)},
                   {fmt::format("{}/{}", key.usage_count, key.max_usage)},
                   {created(key)},
                   {words_of(origin), origin == Origin::HalfMade ? Colour::Warning : Colour::None}});
    }
    return table;
}

std::string orphans_summary(const std::vector<ListedKey>& orphans, std::size_t listed, const std::string& customer_id) {
    auto out = fmt::format("{} of {} provisioning keys of organisation {} have no ProvisioningKey object",
                           orphans.size(), listed, customer_id);
    const auto retired = std::count_if(orphans.begin(), orphans.end(), [](const ListedKey& orphan) {
        return origin_of(orphan.key.name) == Origin::Retired;
    });
    if (retired > 0)
        out += fmt::format("; {} of these {} left there on purpose", retired, retired == 1 ? "was" : "were");
    return out;
}

nlohmann::json orphans_json(const std::vector<ListedKey>& orphans) {
    auto out = nlohmann::json::array();
    for (const auto& [type, microtenant, key] : orphans) {
        nlohmann::json item = {{"id", key.id},
                               {"associationType", zpa::to_string(type)},
                               {"name", key.name},
                               {"usageCount", key.usage_count},
                               {"maxUsage", key.max_usage},
                               {"enabled", key.enabled},
                               {"created", created(key)},
                               {"looksLike", text_of(origin_of(key.name))}};
        if (!microtenant.empty()) item["microtenantID"] = microtenant;
        out.push_back(std::move(item));
    }
    return out;
}

}  // namespace commands
