#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

// Text from outside as code points. Whatever is not UTF-8 (overlong forms and surrogates included) becomes U+FFFD, so
// that who prints or quotes it need not think of it.
std::u32string decode_utf8(std::string_view text);

void append_utf8(std::string& out, char32_t code);

// Shortens `text` to at most `limit` bytes, never inside a character.
void cut_utf8(std::string& text, std::size_t limit);

// What must not reach a terminal or a person's eye as it is: controls, separators of lines, and marks that hide or turn
// around what follows them.
bool is_unprintable(char32_t code);

// The text with `instead` in place of each of those.
std::string replace_unprintable(std::string_view text, char instead);

}  // namespace base
