// A Retry-After is from nothing to an hour, whatever it says and whatever time it is, here and in the reply's Date;
// seconds are what they say. The first line is the Retry-After, what follows it the Date.
#include "controller/http/retry_after.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    // From before 1970 to the year 2255.
    const base::WallTime now{std::chrono::hours(24 * 365) * (static_cast<int>(input.choice(256)) - 5)};
    const std::string_view rest = input.rest();
    const std::string_view text = rest.substr(0, rest.find('\n'));
    http::Response reply;
    reply.headers = {{"Retry-After", std::string(text)},
                     {"Date", std::string(rest.substr(std::min(text.size() + 1, rest.size())))}};
    const auto delay = http::retry_after(reply, now);
    fuzz::must(!delay || (*delay >= std::chrono::milliseconds(0) && *delay <= std::chrono::hours(1)),
               "it is from nothing to an hour");
    fuzz::must(delay.has_value() == http::parse_retry_after(text, now).has_value(), "no Date makes or unmakes it");

    unsigned seconds = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (code == std::errc() && end == text.data() + text.size() && seconds <= 3600) {
        fuzz::must(delay == std::chrono::seconds(seconds), "seconds are what they say");
        fuzz::must(http::parse_retry_after(std::string(text) + "s", now) == delay, "ZPA's form says the same");
    }
    return 0;
}
