#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Small pure functions on text: the encodings that HTTP, OAuth and ZPA use.
namespace simulator {

using Form = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::string base64url(std::string_view bytes);                  // without padding
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);  // either alphabet, padded or not
[[nodiscard]] std::string percent_decode(std::string_view text, bool plus_is_space);
[[nodiscard]] Form parse_form(std::string_view text);          // a=b&c=d, decoded; first wins
[[nodiscard]] std::string html_escape(std::string_view text);  // as ZPA returns names
[[nodiscard]] std::string trim(std::string_view text);
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);  // the whole text or nothing
[[nodiscard]] std::optional<double> parse_double(std::string_view text);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);  // keeps no empty parts
[[nodiscard]] std::string random_bytes(std::size_t count);                            // from OpenSSL
[[nodiscard]] std::string random_hex(std::size_t bytes);
[[nodiscard]] std::string with_commas(std::string_view digits);  // 216,196,257

}  // namespace simulator
