#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace common {

// metav1.LabelSelector: every requirement must hold; an empty selector matches everything.
// Source: k8s.io/apimachinery/pkg/labels (NotIn and DoesNotExist hold for missing labels).
struct LabelSelector {
    enum class Operator { In, NotIn, Exists, DoesNotExist };
    struct Requirement {
        std::string key;
        Operator op = Operator::Exists;
        std::vector<std::string> values;
    };
    std::vector<Requirement> requirements;

    bool matches(const std::map<std::string, std::string>& labels) const;
};

LabelSelector parse_label_selector(const nlohmann::json& selector);

}  // namespace common
