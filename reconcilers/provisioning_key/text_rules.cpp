#include "reconcilers/provisioning_key/text_rules.h"

#include <algorithm>
#include <string_view>

namespace provisioning_key {

namespace {

constexpr std::size_t kLongestSubdomain = 253;
constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestId = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }
bool is_alphanumeric(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

// Not empty, every character one of `inside`, the first and the last one of `ends`.
template <typename Inside, typename Ends>
bool consists_of(std::string_view text, Inside inside, Ends ends) {
    return !text.empty() && std::all_of(text.begin(), text.end(), inside) && ends(text.front()) && ends(text.back());
}

bool is_label_inside(char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; }
bool is_dns_inside(char c) { return is_lower(c) || c == '-'; }

bool is_subdomain(std::string_view text) {
    if (text.size() > kLongestSubdomain) return false;
    for (;;) {
        const auto dot = text.find('.');
        if (!consists_of(text.substr(0, dot), is_dns_inside, is_lower)) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

}  // namespace

std::size_t length_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_id(const std::string& text) { return text.size() <= kLongestId && consists_of(text, is_digit, is_digit); }

bool is_zpa_name(const std::string& text) {
    return consists_of(text, [](char c) { return is_label_inside(c) || c == ' '; }, is_label_inside);
}

bool is_dns_label(const std::string& text) {
    return text.size() <= kLongestLabel && consists_of(text, is_dns_inside, is_lower);
}

bool is_dns_subdomain(const std::string& text) { return is_subdomain(text); }

bool is_entry_name(const std::string& text) {
    return text.size() <= kLongestSubdomain && consists_of(text, is_label_inside, is_label_inside) && text != "." &&
           !text.starts_with("..");
}

bool is_label_value(const std::string& text) {
    return text.empty() || (text.size() <= kLongestLabel && consists_of(text, is_label_inside, is_alphanumeric));
}

bool is_qualified_name(const std::string& text, Case prefix) {
    const auto slash = text.find('/');
    const auto name = slash == std::string::npos ? text : text.substr(slash + 1);
    if (slash != std::string::npos) {
        const auto domain = text.substr(0, slash);
        if (!is_subdomain(prefix == Case::Any ? lower(domain) : domain)) return false;
    }
    return name.size() <= kLongestLabel && consists_of(name, is_label_inside, is_alphanumeric);
}

}  // namespace provisioning_key
