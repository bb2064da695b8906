#include "reconcilers/secrets/plausible_value.h"

#include <algorithm>

namespace secrets {

std::optional<std::string> plausible_value(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    const auto host = text.find('|');
    const auto rest = host == std::string::npos ? host : text.find('|', host + 1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    if (rest == std::string::npos || host == 0 || rest == host + 1 || rest + 1 == text.size()) return std::nullopt;
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(host), is_digit)) return std::nullopt;
    if (std::any_of(text.begin(), text.end(), is_space)) return std::nullopt;
    return text;
}

}  // namespace secrets
