// A stream's lines are the same however the network cut them, none is beyond the cap, and a sink that has enough gets
// no more.
#include "controller/http/line_splitter.h"

#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

using Lines = std::vector<std::string>;

// What must come out, told from the whole text: all lines before the first that is too long.
Lines lines_of(std::string_view text, std::size_t longest, bool& too_long) {
    Lines lines;
    while (!text.empty() && !too_long) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        too_long = end > longest;
        if (!too_long && end > 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t longest = input.choice(64);
    const std::size_t piece = 1 + input.choice(32);
    const std::size_t enough = 1 + input.choice(64);
    const std::string_view text = input.rest();

    bool too_long = false;
    Lines wanted = lines_of(text, longest, too_long);
    const bool has_enough = wanted.size() >= enough;
    if (has_enough) wanted.resize(enough);

    Lines lines;
    bool goes_on = true;
    const auto sink = [&](std::string_view line) {
        fuzz::must(goes_on, "a sink that has enough gets no more");
        lines.emplace_back(line);
        return goes_on = lines.size() < enough;
    };
    http::LineSplitter splitter(longest);
    const auto error = fuzz::error_of(
        [&] {
            for (std::size_t at = 0; at < text.size() && goes_on; at += piece) {
                fuzz::must(splitter.feed(text.substr(at, piece), sink) == goes_on, "feed() says what the sink said");
            }
            if (goes_on) splitter.finish(sink);
        },
        base::ErrorKind::Protocol);
    fuzz::must(lines == wanted, "lines do not depend on where the bytes were cut");
    fuzz::must(error.has_value() == (too_long && !has_enough),
               "a line is refused where it is beyond the cap, and only there");
    return 0;
}
