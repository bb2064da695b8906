#include "reconcilers/common/duration.h"

#include <charconv>

namespace common {

std::optional<base::Duration> parse_duration(std::string_view text) {
    base::Duration total{};
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.starts_with("ms")) {
            total += std::chrono::milliseconds(number);
            text.remove_prefix(2);
        } else if (text.starts_with('s')) {
            total += std::chrono::seconds(number);
            text.remove_prefix(1);
        } else if (text.starts_with('m')) {
            total += std::chrono::minutes(number);
            text.remove_prefix(1);
        } else if (text.starts_with('h')) {
            total += std::chrono::hours(number % 100000);
            text.remove_prefix(1);
        } else {
            return std::nullopt;
        }
    }
    return total;
}

}  // namespace common
