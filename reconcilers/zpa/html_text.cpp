#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "controller/base/ascii.h"
#include "controller/base/utf8.h"
#include "reconcilers/zpa/html_entities.h"
#include "reconcilers/zpa/models.h"

namespace zpa {
namespace {

constexpr std::size_t kLongestEntity = 10;  // between '&' and ';'

std::optional<char32_t> numeric(std::string_view digits) {
    int radix = 10;
    if (!digits.empty() && (digits.front() == 'x' || digits.front() == 'X')) {
        radix = 16;
        digits.remove_prefix(1);
    }
    std::uint32_t code = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code, radix);
    if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code == 0 || surrogate || code > 0x10FFFF) return std::nullopt;
    return static_cast<char32_t>(code);
}

std::optional<char32_t> character_of(std::string_view entity) {
    if (!entity.empty() && entity.front() == '#') return numeric(entity.substr(1));
    const auto before = [](const HtmlEntity& left, std::string_view name) { return left.name < name; };
    const auto* found = std::lower_bound(std::begin(kHtmlEntities), std::end(kHtmlEntities), entity, before);
    if (found == std::end(kHtmlEntities) || found->name != entity) return std::nullopt;
    return found->code;
}

std::string unescape_once(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '&') {
            const std::size_t end = text.find(';', at);
            if (end != std::string::npos && end - at - 1 <= kLongestEntity) {
                if (const auto code = character_of(std::string_view(text).substr(at + 1, end - at - 1))) {
                    base::append_utf8(out, *code);
                    at = end + 1;
                    continue;
                }
            }
        }
        out += text[at++];
    }
    return out;
}

}  // namespace

std::string unescape_html(const std::string& text) {
    if (text.find('&') == std::string::npos) return text;
    return unescape_once(unescape_once(text));
}

std::string fold_case(const std::string& name) { return base::lowered(name); }

}  // namespace zpa
