#include "reconcilers/provisioning_key/text_rules.h"

#include <algorithm>
#include <string_view>

#include "controller/base/ascii.h"
#include "controller/kube/dns_name.h"

namespace provisioning_key {

namespace {

constexpr std::size_t kLongestId = 20;

// Not empty, every character one of `inside`, the first and the last one of `ends`.
template <typename Inside, typename Ends>
bool consists_of(std::string_view text, Inside inside, Ends ends) {
    return !text.empty() && std::all_of(text.begin(), text.end(), inside) && ends(text.front()) && ends(text.back());
}

bool is_label_inside(char c) { return base::is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; }

}  // namespace

std::size_t length_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_id(const std::string& text) {
    return text.size() <= kLongestId && consists_of(text, base::is_digit, base::is_digit);
}

bool is_zpa_name(const std::string& text) {
    return consists_of(text, [](char c) { return is_label_inside(c) || c == ' '; }, is_label_inside);
}

bool is_entry_name(const std::string& text) {
    return text.size() <= kube::kLongestSubdomain && consists_of(text, is_label_inside, is_label_inside) &&
           text != "." && !text.starts_with("..");
}

bool is_label_value(const std::string& text) {
    return text.empty() ||
           (text.size() <= kube::kLongestLabel && consists_of(text, is_label_inside, base::is_alphanumeric));
}

bool is_qualified_name(const std::string& text, Case prefix) {
    const auto slash = text.find('/');
    const auto name = slash == std::string::npos ? text : text.substr(slash + 1);
    if (slash != std::string::npos) {
        const auto domain = text.substr(0, slash);
        if (!kube::is_dns_subdomain(prefix == Case::Any ? base::lowered(domain) : domain)) return false;
    }
    return name.size() <= kube::kLongestLabel && consists_of(name, is_label_inside, base::is_alphanumeric);
}

}  // namespace provisioning_key
