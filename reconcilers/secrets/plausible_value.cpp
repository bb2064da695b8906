#include "reconcilers/secrets/plausible_value.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace secrets {

std::optional<std::string> plausible_value(std::string text) {
    text.resize(base::trimmed_end(text, "\r\n").size());
    const auto host = text.find('|');
    const auto rest = host == std::string::npos ? host : text.find('|', host + 1);
    const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    if (rest == std::string::npos || host == 0 || rest == host + 1 || rest + 1 == text.size()) return std::nullopt;
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(host), base::is_digit))
        return std::nullopt;
    if (std::any_of(text.begin(), text.end(), is_space)) return std::nullopt;
    return text;
}

}  // namespace secrets
