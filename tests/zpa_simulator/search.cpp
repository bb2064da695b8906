#include "tests/zpa_simulator/search.h"

#include <algorithm>
#include <regex>
#include <set>

#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

const std::set<std::string>& operators() {
    static const std::set<std::string> known{"EQ", "NE",   "NQ",   "GT",       "GE",         "GTEQ",    "LT",
                                             "LE", "LTEQ", "LIKE", "CONTAINS", "STARTSWITH", "ENDSWITH"};
    return known;
}

bool is_order(const std::string& op) { return op[0] == 'G' || op.rfind("LT", 0) == 0 || op == "LE"; }

// Below, equal or above zero, as numbers where both are numbers or durations, else as text.
int compare(const std::string& actual, const std::string& wanted) {
    auto a = parse_double(actual);
    auto b = parse_double(wanted);
    if (!a || !b) {
        a = parse_duration(actual);
        b = parse_duration(wanted);
    }
    if (a && b) return *a < *b ? -1 : *a > *b ? 1 : 0;
    return actual.compare(wanted);
}

std::vector<std::string> split_terms(std::string text) {
    static const std::regex between(R"([ +]+AND[ +]+(?=\w+[ +]+[A-Z]+[ +]))");
    std::vector<std::string> out;
    for (std::sregex_token_iterator part(text.begin(), text.end(), between, -1), end; part != end; ++part) {
        out.push_back(*part);
    }
    return out;
}

}  // namespace

std::optional<double> parse_duration(std::string_view text) {
    double total = 0;
    const auto parts = split(text, ' ');
    for (const auto& part : parts) {
        const auto count = parse_int(std::string_view(part).substr(0, part.size() - 1));
        const auto unit = std::string("smhd").find(part.back());
        if (!count || unit == std::string::npos) return std::nullopt;
        total += static_cast<double>(*count) * (unit == 0 ? 1 : unit == 1 ? 60 : unit == 2 ? 3600 : 86'400);
    }
    return parts.empty() ? std::nullopt : std::optional(total);
}

Search::Search(const std::string& text, const std::vector<std::string>& fields, bool eq_ignores_case)
    : eq_ignores_case_(eq_ignores_case) {
    static const std::regex shape(R"((\w+)[ +]([A-Z]+)[ +]([\s\S]*))");
    for (const auto& part : split_terms(text)) {
        std::smatch found;
        if (!std::regex_match(part, found, shape)) {
            terms_.push_back({"name", "CONTAINS", trim(part)});
            continue;
        }
        Term term{found[1], found[2], found[3]};
        if (operators().count(term.op) == 0) throw bad_argument("search");
        if (std::find(fields.begin(), fields.end(), term.field) == fields.end()) throw bad_argument(term.field);
        terms_.push_back(std::move(term));
    }
}

bool Search::matches(const Reader& read) const {
    return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
        const auto actual = read(term.field);
        return actual ? holds(term, *actual) : term.op == "NE" || term.op == "NQ";
    });
}

bool Search::holds(const Term& term, const std::string& actual) const {
    const bool equal = eq_ignores_case_ ? equal_ignoring_case(actual, term.value) : actual == term.value;
    if (term.op == "EQ") return equal;
    if (term.op == "NE" || term.op == "NQ") return !equal;
    if (is_order(term.op)) {
        const auto order = compare(actual, term.value);
        const bool or_equal = term.op.back() == 'E' || term.op.back() == 'Q';
        return (order == 0 && or_equal) || (term.op[0] == 'G' ? order > 0 : order < 0);
    }
    const auto at = lower(actual).find(lower(term.value));
    if (term.op == "STARTSWITH") return at == 0;
    if (term.op == "ENDSWITH") {
        return actual.size() >= term.value.size() &&
               equal_ignoring_case(actual.substr(actual.size() - term.value.size()), term.value);
    }
    return at != std::string::npos;
}

}  // namespace simulator
