#include "controller/kube/condition.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/rfc3339.h"
#include "controller/base/utf8.h"
#include "controller/kube/json_text.h"

namespace kube {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxMessageBytes = 32768;

template <typename Conditions>
auto find_type(Conditions& conditions, std::string_view type) {
    return std::find_if(conditions.begin(), conditions.end(), [&](const auto& one) { return one.type == type; });
}

std::string cut(std::string message) {
    base::cut_utf8(message, kMaxMessageBytes);
    return message;
}

}  // namespace

const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type) {
    const auto found = find_type(conditions, type);
    return found == conditions.end() ? nullptr : &*found;
}

void set_condition(std::vector<Condition>& conditions, Condition condition, base::WallTime now) {
    if (condition.message.str().size() > kMaxMessageBytes) condition.message = cut(condition.message);
    // The wire carries whole seconds: anything finer would differ from what is read back and cost a write each time.
    condition.last_transition_time = std::chrono::floor<std::chrono::seconds>(now);
    const auto found = find_type(conditions, condition.type);
    if (found == conditions.end()) {
        conditions.push_back(std::move(condition));
        return;
    }
    if (found->status == condition.status) condition.last_transition_time = found->last_transition_time;
    *found = std::move(condition);
}

void remove_condition(std::vector<Condition>& conditions, std::string_view type) {
    std::erase_if(conditions, [&](const Condition& one) { return one.type == type; });
}

nlohmann::json to_json(const std::vector<Condition>& conditions) {
    auto array = json::array();
    for (const auto& one : conditions) {
        array.push_back({{"type", one.type},
                         {"status", one.status},
                         {"reason", one.reason},
                         {"message", one.message},
                         {"observedGeneration", one.observed_generation},
                         {"lastTransitionTime", base::format_rfc3339(one.last_transition_time)}});
    }
    return array;
}

std::vector<Condition> parse_conditions(const nlohmann::json& array) {
    std::vector<Condition> conditions;
    if (!array.is_array()) return conditions;
    for (const auto& item : array) {
        Condition one;
        one.type = text_at(item, "type");
        one.status = text_at(item, "status");
        if (one.type.empty() || one.status.empty()) continue;
        one.reason = text_at(item, "reason");
        one.message = text_at(item, "message");
        const auto& generation = value_at(item, "observedGeneration");
        if (generation.is_number_integer()) one.observed_generation = generation.get<std::int64_t>();
        try {
            one.last_transition_time = base::parse_rfc3339(text_at(item, "lastTransitionTime"));
        } catch (const base::Error&) {
            one.last_transition_time = {};  // somebody else's may lack the time; it is a condition all the same
        }
        conditions.push_back(std::move(one));
    }
    return conditions;
}

}  // namespace kube
