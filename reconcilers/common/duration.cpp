#include "reconcilers/common/duration.h"

#include <charconv>

namespace common {

namespace {

// Far more than anybody waits for, and far less than nanoseconds in 64 bits can hold.
constexpr base::Duration kLongest = std::chrono::hours(24 * 365 * 100);

}  // namespace

std::optional<base::Duration> parse_duration(std::string_view text) {
    base::Duration total{};
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        base::Duration unit{};
        if (text.starts_with("ms")) {
            unit = std::chrono::milliseconds(1);
        } else if (text.starts_with('s')) {
            unit = std::chrono::seconds(1);
        } else if (text.starts_with('m')) {
            unit = std::chrono::minutes(1);
        } else if (text.starts_with('h')) {
            unit = std::chrono::hours(1);
        } else {
            return std::nullopt;
        }
        text.remove_prefix(text.starts_with("ms") ? 2 : 1);
        if (number > (kLongest - total) / unit) return std::nullopt;
        total += number * unit;
    }
    return total;
}

}  // namespace common
