#include "controller/commands/orphans.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "controller/base/ascii.h"
#include "controller/base/rfc3339.h"
#include "controller/commands/text.h"

namespace commands {

namespace {

constexpr std::size_t kNonceLength = 10;
constexpr std::string_view kRetired = ".retired-";

bool is_nonce(std::string_view text) {
    return text.size() == kNonceLength && std::all_of(text.begin(), text.end(), base::is_lower_alphanumeric);
}

const char* words_of(Origin origin) {
    switch (origin) {
        case Origin::HalfMade: return "made by an operator, never named";
        case Origin::Retired: return "retired by an operator";
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
    const std::string_view text = name;
    if (const auto at = text.rfind(kRetired); at != std::string_view::npos && at > 0) {
        if (is_nonce(text.substr(at + kRetired.size()))) return Origin::Retired;
    }
    const auto dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return Origin::Unknown;
    return is_nonce(text.substr(dot + 1)) ? Origin::HalfMade : Origin::Unknown;
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
                   {words_of(origin), origin == Origin::Unknown ? Colour::None : Colour::Warning}});
    }
    return table;
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
