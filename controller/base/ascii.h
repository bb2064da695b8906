#pragma once

#include <string>
#include <string_view>

namespace base {

// Characters of ASCII, whatever the locale says; bytes beyond it are none of these. For the words of protocols: what
// people write is decoded first (utf8.h).

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
constexpr bool is_lower_alphanumeric(char c) { return is_lower(c) || is_digit(c); }
constexpr char lowered(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text);

// The text without what stands of `blanks` at both of its ends, or at its end alone.
std::string_view trimmed(std::string_view text, std::string_view blanks);
std::string_view trimmed_end(std::string_view text, std::string_view blanks);

}  // namespace base
