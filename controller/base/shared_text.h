#pragma once

#include <boost/flyweight/flyweight.hpp>
#include <boost/flyweight/refcounted.hpp>
#include <boost/flyweight/set_factory.hpp>
#include <boost/flyweight/simple_locking.hpp>
#include <boost/flyweight/static_holder.hpp>
#include <compare>
#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace base {

// Text that many objects have in common, such as a namespace, a reason or the id of a group: the process holds equal
// texts once, each holder eight bytes of it, and forgets one with its last holder. Reads as a const std::string&.
// Immutable; equality costs a comparison of pointers. Making one from a string costs a look-up under a lock, copying
// one an atomic increment. Never for what is secret: a table would hold it. Threads: any, as std::string.
class SharedText {
public:
    SharedText() = default;
    // Counts one holder more and never throws, which the library forgot to say; vectors of what holds one would copy
    // where they could move.
    SharedText(const SharedText&) noexcept = default;
    SharedText& operator=(const SharedText&) noexcept = default;
    SharedText(const std::string& text) : text_(text) {}
    SharedText(const char* text) : text_(std::string(text)) {}

    const std::string& str() const { return text_.get(); }
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
    boost::flyweight<std::string, boost::flyweights::set_factory<>> text_;
};

}  // namespace base
