#include "controller/base/rfc3339.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "controller/base/ascii.h"
#include "controller/base/error.h"

namespace base {
namespace {

using std::chrono::floor;

// Outside these years nanoseconds since 1970 do not fit into 64 bits.
constexpr int kFirstYear = 1678;
constexpr int kLastYear = 2261;

std::string format_to_the_second(WallTime time) {
    const auto day = floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{floor<std::chrono::seconds>(time - day)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool digits(std::size_t count, int& value) {
        if (rest_.size() < count || !is_digit(rest_.front())) return false;
        const auto [end, code] = std::from_chars(rest_.data(), rest_.data() + count, value);
        if (code != std::errc{} || end != rest_.data() + count) return false;
        rest_.remove_prefix(count);
        return true;
    }

    bool one_of(std::string_view accepted, char& found) {
        if (rest_.empty() || accepted.find(rest_.front()) == std::string_view::npos) return false;
        found = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }

    bool one_of(std::string_view accepted) {
        char ignored = 0;
        return one_of(accepted, ignored);
    }

    // Digits beyond the ninth are read and dropped.
    bool fraction(std::chrono::nanoseconds& value) {
        std::int64_t unit = 100'000'000;
        int digit = 0;
        if (!digits(1, digit)) return false;
        do {
            value += std::chrono::nanoseconds(unit * digit);
            unit /= 10;
        } while (digits(1, digit));
        return true;
    }

    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

bool read_time(Reader& reader, WallTime& time) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!reader.digits(4, year) || !reader.one_of("-") || !reader.digits(2, month) || !reader.one_of("-") ||
        !reader.digits(2, day) || !reader.one_of("Tt") || !reader.digits(2, hour) || !reader.one_of(":") ||
        !reader.digits(2, minute) || !reader.one_of(":") || !reader.digits(2, second)) {
        return false;
    }
    std::chrono::nanoseconds fraction{0};
    if (reader.one_of(".") && !reader.fraction(fraction)) return false;

    std::chrono::minutes offset{0};
    char sign = 0;
    if (reader.one_of("+-", sign)) {
        int offset_hours = 0, offset_minutes = 0;
        if (!reader.digits(2, offset_hours) || !reader.one_of(":") || !reader.digits(2, offset_minutes) ||
            offset_hours > 23 || offset_minutes > 59) {
            return false;
        }
        offset = std::chrono::hours(offset_hours) + std::chrono::minutes(offset_minutes);
        if (sign == '-') offset = -offset;
    } else if (!reader.one_of("Zz")) {
        return false;
    }

    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    // Second 60 is a leap second (RFC 3339, 5.6); it becomes the first of the next minute.
    if (!date.ok() || year < kFirstYear || year > kLastYear || hour > 23 || minute > 59 || second > 60) return false;
    time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + fraction - offset;
    return reader.at_end();
}

}  // namespace

std::string format_rfc3339(WallTime time) { return format_to_the_second(time) + "Z"; }

std::string format_rfc3339_micro(WallTime time) {
    const auto fraction = floor<std::chrono::microseconds>(time) - floor<std::chrono::seconds>(time);
    return fmt::format("{}.{:06}Z", format_to_the_second(time), fraction.count());
}

WallTime parse_rfc3339(const std::string& text) {
    WallTime time;
    Reader reader(text);
    if (!read_time(reader, time)) {
        throw Error(ErrorKind::Protocol, fmt::format("\"{:.40}\" is not a time as RFC 3339 writes it", text));
    }
    return time;
}

}  // namespace base
