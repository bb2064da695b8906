#include "reconcilers/common/label_selector.h"

#include <algorithm>

#include "reconcilers/common/fields.h"

namespace common {

namespace {

bool holds(const LabelSelector::Requirement& requirement, const kube::TextMap& labels) {
    using Operator = LabelSelector::Operator;
    const auto found = labels.find(requirement.key);
    const bool present = found != labels.end();
    const auto listed = [&] {
        return std::find(requirement.values.begin(), requirement.values.end(), found->second) !=
               requirement.values.end();
    };
    switch (requirement.op) {
        case Operator::In: return present && listed();
        case Operator::NotIn: return !present || !listed();
        case Operator::Exists: return present;
        case Operator::DoesNotExist: return !present;
        case Operator::Unknown: return false;
    }
    return false;
}

}  // namespace

bool LabelSelector::matches(const kube::TextMap& labels) const {
    return std::all_of(requirements.begin(), requirements.end(),
                       [&](const Requirement& requirement) { return holds(requirement, labels); });
}

LabelSelector parse_label_selector(const nlohmann::json& selector) {
    static const std::map<std::string, LabelSelector::Operator> operators = {
        {"In", LabelSelector::Operator::In},
        {"NotIn", LabelSelector::Operator::NotIn},
        {"Exists", LabelSelector::Operator::Exists},
        {"DoesNotExist", LabelSelector::Operator::DoesNotExist}};
    LabelSelector out;
    for (const auto& [key, value] : text_map(selector, "matchLabels")) {
        out.requirements.push_back({key, LabelSelector::Operator::In, {value}});
    }
    for (const auto& expression : items(selector, "matchExpressions")) {
        const auto op = operators.find(text(expression, "operator"));
        const bool known = op != operators.end();
        out.requirements.push_back({text(expression, "key"), known ? op->second : LabelSelector::Operator::Unknown,
                                    texts(expression, "values")});
    }
    return out;
}

}  // namespace common
