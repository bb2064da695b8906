#include "controller/commands/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "controller/base/ascii.h"

namespace commands {

namespace {

constexpr int kUsualWidth = 80;
constexpr int kWidest = 1000;

// The order of setlocale(3).
std::string locale_of(const base::Environment& environment) {
    for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        if (auto value = environment(name); !value.empty()) return value;
    }
    return "C";
}

bool is_utf8(const std::string& locale_name) {
    const auto locale = base::lowered(locale_name);
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

int width_of(const base::Environment& environment, int columns) {
    int said = columns;
    if (said <= 0) {
        const std::string text = environment("COLUMNS");
        std::from_chars(text.data(), text.data() + text.size(), said);
    }
    return said > 0 ? std::min(said, kWidest) : kUsualWidth;
}

}  // namespace

Terminal describe_terminal(const base::Environment& environment, bool is_terminal, int columns) {
    Terminal out;
    out.unicode = is_utf8(locale_of(environment));
    if (!is_terminal) return out;
    const bool dumb = environment("TERM") == "dumb";
    out.interactive = !dumb;
    out.colour = !dumb && environment("NO_COLOR").empty();
    out.width = width_of(environment, columns);
    return out;
}

Terminal terminal_of(int file, const base::Environment& environment) {
    winsize size{};
    const bool is_terminal = isatty(file) == 1;
    const bool known = is_terminal && ioctl(file, TIOCGWINSZ, &size) == 0;
    return describe_terminal(environment, is_terminal, known ? size.ws_col : 0);
}

}  // namespace commands
