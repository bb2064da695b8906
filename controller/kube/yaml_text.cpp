#include "controller/kube/yaml_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "controller/base/ascii.h"
#include "controller/base/utf8.h"

namespace kube {

namespace {

using nlohmann::json;

// YAML 1.1 takes these for booleans or null.
bool is_word_of_yaml(std::string_view text) {
    static constexpr std::array<std::string_view, 9> words = {"true", "false", "yes", "no",  "on",
                                                              "off",  "y",     "n",   "null"};
    return std::find(words.begin(), words.end(), base::lowered(text)) != words.end();
}

bool is_plain(std::string_view text) {
    if (text.empty() || !base::is_letter(text.front()) || text.back() == ' ' || is_word_of_yaml(text)) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return base::is_alphanumeric(c) || std::string_view("_./- ").find(c) != std::string_view::npos;
    });
}

// Breaks of YAML 1.1 and what people must not be shown, which are all unprintable, and what its readers refuse
// unescaped.
bool needs_escape(char32_t code) { return base::is_unprintable(code) || code == 0xFFFE || code == 0xFFFF; }

std::string escape(char32_t code) {
    if (code == '\n') return "\\n";
    if (code == '\t') return "\\t";
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), code > 0xFFFF ? "\\U%08X" : "\\u%04X", static_cast<unsigned>(code));
    return text.data();
}

std::string scalar(const json& value) {
    return value.is_string() ? yaml_scalar(value.get_ref<const std::string&>()) : value.dump();
}

bool is_block(const json& value) { return value.is_structured() && !value.empty(); }

void write_block(std::string& out, const json& value, std::size_t indent);

void write_item(std::string& out, const json& value, std::size_t indent) {
    if (is_block(value)) {
        out += '\n';
        write_block(out, value, indent);
    } else {
        out += ' ' + scalar(value) + '\n';
    }
}

void write_block(std::string& out, const json& value, std::size_t indent) {
    const std::string margin(indent, ' ');
    for (const auto& [key, item] : value.items()) {
        out += margin + (value.is_array() ? "-" : yaml_scalar(key) + ":");
        write_item(out, item, indent + 2);
    }
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::string out = "\"";
    for (const char32_t code : base::decode_utf8(text)) {
        if (code == '"' || code == '\\') out += '\\';
        if (needs_escape(code)) {
            out += escape(code);
        } else {
            base::append_utf8(out, code);
        }
    }
    return out + '"';
}

std::string to_yaml(const json& value) {
    std::string out;
    if (is_block(value)) {
        write_block(out, value, 0);
    } else {
        out = scalar(value) + '\n';
    }
    return out;
}

}  // namespace kube
