#include "controller/kube/dns_name.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace kube {
namespace {

// A label but for its length: those of a subdomain are limited together.
bool is_like_a_label(std::string_view text) {
    return !text.empty() && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, [](char c) { return base::is_lower_alphanumeric(c) || c == '-'; });
}

}  // namespace

bool is_dns_label(std::string_view text) { return text.size() <= kLongestLabel && is_like_a_label(text); }

bool is_dns_subdomain(std::string_view text) {
    if (text.size() > kLongestSubdomain) return false;
    for (;;) {
        const auto dot = text.find('.');
        if (!is_like_a_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace kube
