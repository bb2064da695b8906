#pragma once

#include <compare>
#include <concepts>
#include <string>
#include <string_view>

#include "controller/base/shared.h"

namespace base {

// Text that many objects have in common, such as a namespace, a reason or the id of a group: Shared, and reads as a
// const std::string&.
class SharedText {
public:
    SharedText() = default;
    SharedText(const std::string& text) : text_(text) {}
    SharedText(std::string_view text) : text_(std::string(text)) {}
    SharedText(const char* text) : text_(std::string(text)) {}

    const std::string& str() const { return *text_; }
    operator const std::string&() const { return str(); }
    operator std::string_view() const { return str(); }
    bool empty() const { return str().empty(); }
    std::size_t size() const { return str().size(); }
    bool starts_with(std::string_view prefix) const { return str().starts_with(prefix); }
    bool ends_with(std::string_view suffix) const { return str().ends_with(suffix); }

    friend bool operator==(const SharedText& left, const SharedText& right) { return left.text_ == right.text_; }
    friend std::strong_ordering operator<=>(const SharedText& left, const SharedText& right) {
        return left.str() <=> right.str();
    }
    template <typename Text>
        requires(std::convertible_to<const Text&, std::string_view> && !std::same_as<Text, SharedText>)
    friend bool operator==(const SharedText& left, const Text& right) {
        return left.str() == std::string_view(right);
    }
    template <typename Text>
        requires(std::convertible_to<const Text&, std::string_view> && !std::same_as<Text, SharedText>)
    friend std::strong_ordering operator<=>(const SharedText& left, const Text& right) {
        return std::string_view(left.str()) <=> std::string_view(right);
    }

private:
    Shared<std::string> text_;
};

}  // namespace base
