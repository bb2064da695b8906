#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

namespace schema {

// One example of what a rule of crds/ forbids. Both the API server and the operator must refuse it, in words that help.
// `rule` is the rule's place and keyword ("spec.maxUsage minimum") or its place and message ("spec.group: exactly one
// of ..."): by that tests/architecture finds a rule without an example.
struct Mistake {
    std::string rule;
    std::string name;           // of the test
    nlohmann::json spec;        // merged over a good one
    std::string server_says;    // part of what the API server answers
    std::string operator_says;  // part of what the operator finds; "" where the kind's operator code is not asked
    std::string object_name = "blue";
};
inline void PrintTo(const Mistake& one, std::ostream* out) { *out << one.name; }

// One example of a change that a rule forbids.
struct Change {
    std::string rule;
    std::string name;
    nlohmann::json before, after;
    std::string server_says;
};
inline void PrintTo(const Change& one, std::ostream* out) { *out << one.name; }

inline std::string long_text(std::size_t length) { return std::string(length, 'x'); }

// A map of so many entries.
inline nlohmann::json many_entries(int count) {
    nlohmann::json out;
    for (int i = 0; i < count; ++i) out["entry-" + std::to_string(i)] = "x";
    return out;
}

}  // namespace schema
