#include "reconcilers/zpa/json_fields.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "controller/base/error.h"

namespace zpa {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxId = 64;

[[noreturn]] void refuse(const std::string& what) { throw base::Error(base::ErrorKind::Protocol, what); }

[[noreturn]] void refuse_field(const char* field, const char* why) {
    refuse(std::string("field ") + field + " " + why);
}

const json* present(const json& object, const char* field) {
    if (!object.is_object()) refuse("a JSON object was expected");
    const auto found = object.find(field);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::string read_text(const json& object, const char* field, std::size_t max_bytes) {
    const json* value = present(object, field);
    if (value == nullptr) return "";
    if (value->is_string()) {
        const auto& text = value->get_ref<const std::string&>();
        if (text.size() > max_bytes) refuse_field(field, "is too long");
        return text;
    }
    if (value->is_number() || value->is_boolean()) return value->dump();
    refuse_field(field, "is not text");
}

std::string read_id(const json& object, const char* field) {
    const json* value = present(object, field);
    if (value != nullptr && value->is_number_float()) refuse_field(field, "is not a whole number");
    if (value != nullptr && value->is_boolean()) refuse_field(field, "is not an id");
    return read_text(object, field, kMaxId);
}

std::int64_t read_integer(const json& object, const char* field, std::int64_t fallback) {
    const json* value = present(object, field);
    if (value == nullptr) return fallback;
    std::optional<std::int64_t> number;
    if (value->is_number_float()) {
        const double real = value->get<double>();
        if (std::floor(real) == real && std::fabs(real) < 0x1p53) number = static_cast<std::int64_t>(real);
    } else if (value->is_number()) {
        number = whole_number(value->dump());
    } else if (value->is_string()) {
        const auto& text = value->get_ref<const std::string&>();
        if (text.empty()) return fallback;
        number = whole_number(text);
    }
    if (!number) refuse_field(field, "is not a whole number");
    return *number;
}

bool read_flag(const json& object, const char* field, bool fallback) {
    const json* value = present(object, field);
    if (value == nullptr) return fallback;
    if (value->is_boolean()) return value->get<bool>();
    const std::string text = read_text(object, field, 8);
    if (text.empty()) return fallback;
    if (text == "true" || text == "TRUE" || text == "1") return true;
    if (text == "false" || text == "FALSE" || text == "0") return false;
    refuse_field(field, "is neither true nor false");
}

}  // namespace zpa
