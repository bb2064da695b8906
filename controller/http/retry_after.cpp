#include "controller/http/retry_after.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

#include "controller/base/ascii.h"

namespace http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongest = std::chrono::hours(1);

std::optional<milliseconds> parse_seconds(std::string_view text) {
    if (text.ends_with('s')) text.remove_suffix(1);
    unsigned long long seconds = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (end != text.data() + text.size() || code == std::errc::invalid_argument) return std::nullopt;
    if (code == std::errc::result_out_of_range || seconds > 3600) return kLongest;
    return std::chrono::seconds(seconds);
}

// The three forms of RFC 9110, 5.6.7, all in GMT. The program never sets a locale, so the names are English.
// In whole seconds: finer, 64 bits end in the year 2262, and "never" is written as 9999.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view given) {
    const std::string text(base::trimmed(given, " \t"));
    for (const char* format : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
        std::tm fields{};
        const char* end = strptime(text.c_str(), format, &fields);
        if (end != nullptr && *end == '\0') return std::chrono::sys_seconds(std::chrono::seconds(timegm(&fields)));
    }
    return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_retry_after(std::string_view text, base::WallTime now) {
    text = base::trimmed(text, " \t");
    if (const auto delay = parse_seconds(text)) return delay;
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    const auto this_second = std::chrono::floor<std::chrono::seconds>(now);
    if (*date <= this_second) return milliseconds(0);
    if (*date - this_second > kLongest) return kLongest;
    return std::min(std::chrono::ceil<milliseconds>(base::WallTime(*date) - now), kLongest);
}

std::optional<milliseconds> retry_after(const Response& reply, base::WallTime now) {
    const auto& text = reply.header("Retry-After");
    const auto date = parse_http_date(text), sent = parse_http_date(reply.header("Date"));
    if (!date || !sent) return parse_retry_after(text, now);
    return std::clamp<milliseconds>(*date - *sent, milliseconds(0), kLongest);
}

}  // namespace http
