#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "controller/kube/text_map.h"

namespace common {

// metav1.LabelSelector: every requirement must hold; an empty selector matches everything.
// Source: k8s.io/apimachinery/pkg/labels (NotIn and DoesNotExist hold for missing labels).
struct LabelSelector {
    enum class Operator { In, NotIn, Exists, DoesNotExist, Unknown };  // Unknown: never holds
    struct Requirement {
        std::string key;
        Operator op = Operator::Exists;
        std::vector<std::string> values;
    };
    std::vector<Requirement> requirements;

    bool matches(const kube::TextMap& labels) const;
};

// What it cannot read grants nothing: a requirement with an operator that this version does not know never holds.
LabelSelector parse_label_selector(const nlohmann::json& selector);

}  // namespace common
