// A time that is read and written is the same time, to the unit it is written in; a duration is never negative.
#include "controller/base/rfc3339.h"
#include "controller/base/clock.h"
#include "reconcilers/common/duration.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::Input(data, size).rest());
    fuzz::error_of(
        [&] {
            const auto time = base::parse_rfc3339(text);
            const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
            const auto micros = std::chrono::floor<std::chrono::microseconds>(time);
            fuzz::must(base::parse_rfc3339(base::format_rfc3339(time)) == seconds, "a time survives to the second");
            fuzz::must(base::parse_rfc3339(base::format_rfc3339_micro(time)) == micros,
                       "a time survives to the microsecond");
        },
        base::ErrorKind::Protocol);
    const auto duration = common::parse_duration(text);
    fuzz::must(!duration || *duration >= base::Duration::zero(), "a duration is never negative");
    if (duration && text.size() < 1000) {
        fuzz::must(common::parse_duration("0s" + text) == duration, "nothing put before it changes it");
    }
    return 0;
}
