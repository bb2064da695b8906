#include "reconcilers/common/duration.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace common {

namespace {

struct Unit {
    std::string_view word;
    base::Duration length;
};
constexpr std::array<Unit, 4> kUnits = {{{"ms", std::chrono::milliseconds(1)},  // before "m"
                                         {"s", std::chrono::seconds(1)},
                                         {"m", std::chrono::minutes(1)},
                                         {"h", std::chrono::hours(1)}}};

}  // namespace

std::optional<base::Duration> parse_duration(std::string_view text) {
    base::Duration total{};
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const auto unit =
            std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& one) { return text.starts_with(one.word); });
        if (unit == kUnits.end() || number > (kLongestDuration - total) / unit->length) return std::nullopt;
        total += unit->length * number;
        text.remove_prefix(unit->word.size());
    }
    return total;
}

}  // namespace common
