#include "controller/base/utf8.h"

namespace base {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Lead {
    int followers;
    char32_t bits;
    char32_t least;  // smaller ones have a shorter form
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {0, byte, 0};
    if (byte >= 0xC2 && byte < 0xE0) return {1, byte & 0x1FU, 0x80};
    if (byte >= 0xE0 && byte < 0xF0) return {2, byte & 0x0FU, 0x800};
    if (byte >= 0xF0 && byte < 0xF5) return {3, byte & 0x07U, 0x10000};
    return {0, kReplacement, 0};
}

bool is_character(char32_t code) { return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF); }

bool between(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

}  // namespace

std::u32string decode_utf8(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = lead_of(static_cast<unsigned char>(text[at++]));
        auto code = lead.bits;
        int missing = lead.followers;
        while (missing > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
            code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
            --missing;
        }
        out += missing == 0 && code >= lead.least && is_character(code) ? code : kReplacement;
    }
    return out;
}

void append_utf8(std::string& out, char32_t code) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

void cut_utf8(std::string& text, std::size_t limit) {
    if (text.size() <= limit) return;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    text.resize(limit);
}

// U+009B alone begins an escape sequence for terminals that read UTF-8.
bool is_unprintable(char32_t code) {
    return code < 0x20 || between(code, 0x7F, 0x9F) || code == 0x061C || between(code, 0x200B, 0x200F) ||
           between(code, 0x2028, 0x202E) || between(code, 0x2066, 0x2069) || code == 0xFEFF;
}

std::string replace_unprintable(std::string_view text, char instead) {
    std::string out;
    out.reserve(text.size());
    for (const char32_t code : decode_utf8(text)) {
        if (is_unprintable(code)) {
            out += instead;
        } else {
            append_utf8(out, code);
        }
    }
    return out;
}

}  // namespace base
