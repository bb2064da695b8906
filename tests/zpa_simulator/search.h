#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

// The search parameter: `field OP value`, several joined by AND, with a space or a literal plus between the words (the
// SDKs send %2B); or a bare word, which the name must contain.
class Search {
public:
    // Text of a field, nothing where the object has none.
    using Reader = std::function<std::optional<std::string>(std::string_view field)>;

    // `text` is decoded. Throws Refusal 400 for an unknown operator or a field that is not among `fields`.
    Search(const std::string& text, const std::vector<std::string>& fields, bool eq_ignores_case);

    [[nodiscard]] bool matches(const Reader& read) const;

private:
    struct Term {
        std::string field;
        std::string op;
        std::string value;
    };
    [[nodiscard]] bool holds(const Term& term, const std::string& actual) const;

    std::vector<Term> terms_;
    bool eq_ignores_case_;
};

// Seconds in `17d 04h 06m 57s` or `150d`; nothing if it is no duration.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text);

}  // namespace simulator
