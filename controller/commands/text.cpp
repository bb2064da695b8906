#include "controller/commands/text.h"

#include <algorithm>

#include "controller/base/ascii.h"
#include "controller/base/utf8.h"

namespace commands {

namespace {

bool between(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool is_break(char32_t code) { return code == '\n' || code == '\r' || code == '\t'; }

// The ranges that names really contain; a rare one off by a column costs a crooked line.
int width_of(char32_t code) {
    if (between(code, 0x0300, 0x036F) || between(code, 0x20D0, 0x20FF) || between(code, 0xFE00, 0xFE0F)) return 0;
    const bool wide = between(code, 0x1100, 0x115F) || between(code, 0x2E80, 0xA4CF) || between(code, 0xAC00, 0xD7A3) ||
                      between(code, 0xF900, 0xFAFF) || between(code, 0xFE30, 0xFE6F) || between(code, 0xFF00, 0xFF60) ||
                      between(code, 0x1F300, 0x1FAFF) || between(code, 0x20000, 0x3FFFD);
    return wide ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    for (const char32_t code : base::decode_utf8(text)) {
        base::append_utf8(out, is_break(code) ? U' ' : base::is_unprintable(code) ? U'?' : code);
    }
    return out;
}

int display_width(std::string_view text) {
    int width = 0;
    for (const char32_t code : base::decode_utf8(text)) width += width_of(code);
    return width;
}

std::string fit(std::string_view text, int width, bool unicode) {
    if (display_width(text) <= width) return std::string(text);
    const std::string_view ellipsis = unicode ? "…" : "...";
    const int room = width - display_width(ellipsis);
    if (room < 0) return std::string(static_cast<std::size_t>(std::max(0, width)), '.');
    std::string out;
    int used = 0;
    for (const char32_t code : base::decode_utf8(text)) {
        used += width_of(code);
        if (used > room) break;
        base::append_utf8(out, code);
    }
    out.resize(base::trimmed_end(out, " ").size());
    return out.append(ellipsis);
}

}  // namespace commands
