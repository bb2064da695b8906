#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace zpa {

// The words of ZPA's JSON that every reader uses. ZPA sends numbers as strings, leaves out what has no value, and has
// been seen to send "true" as text; so a field may be missing, null, a number or its text. What is none of these
// throws Error(Protocol) with the field's name, never its content.

inline constexpr std::size_t kMaxText = 4096;

// One JSON object, at most 32 deep and with at most 200,000 values. Throws Error(Protocol); the text is never quoted.
nlohmann::json parse_json_object(const std::string& text);

std::string read_text(const nlohmann::json& object, const char* field, std::size_t max_bytes = kMaxText);
// An id as text. A number keeps all its digits: what JSON could only hold as a floating point number is refused.
std::string read_id(const nlohmann::json& object, const char* field);
std::int64_t read_integer(const nlohmann::json& object, const char* field, std::int64_t fallback);
bool read_flag(const nlohmann::json& object, const char* field, bool fallback);

// What one page of a list says of the whole; -1 where it does not.
struct PageTotals {
    std::int64_t pages = -1;
    std::int64_t count = -1;
};

// Hands over the rows of a list (an envelope with "list", or a bare array) one by one, each dropped before the next
// is built: a page of 500 never stands in memory as a tree. The caps are those of parse_json_object(), for each row.
PageTotals read_rows(const std::string& body, const std::function<void(const nlohmann::json& row)>& row);

}  // namespace zpa
