#include "reconcilers/secrets/template.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "controller/base/error.h"

namespace secrets {

using kube::TextMap;

namespace {

constexpr std::size_t kMostInASecret = std::size_t{1} << 20;  // as the API server says
// For a value more than twice as long as ZPA makes them, and the longest id and name there are.
constexpr std::size_t kRoomForValue = 1024, kRoomForId = 20, kRoomForName = 220;

// What the placeholders of a template stand for.
struct Facts {
    std::string_view value, id, name;
};

// Hands over a template's text piece by piece, with the placeholders replaced.
template <typename Take>
void render(std::string_view text, const Facts& facts, Take&& take) {
    const std::array<std::pair<std::string_view, std::string_view>, 4> placeholders = {
        {{"$(value)", facts.value}, {"$(id)", facts.id}, {"$(name)", facts.name}, {"$$", "$"}}};
    while (!text.empty()) {
        const auto found = std::find_if(placeholders.begin(), placeholders.end(),
                                        [&](const auto& one) { return text.starts_with(one.first); });
        const bool plain = found == placeholders.end();
        const auto length = plain ? std::min(text.find('$', 1), text.size()) : found->first.size();
        take(plain ? text.substr(0, length) : found->second);
        text.remove_prefix(length);
    }
}

}  // namespace

TextMap secret_entries(const SecretSpec& spec, std::string_view value, const std::string& id, const std::string& name) {
    TextMap out;
    std::size_t room = kMostInASecret;
    for (const auto& [key, text] : spec.entries) {
        std::string rendered;
        render(text, {value, id, name}, [&](std::string_view piece) {
            if (piece.size() > room) {
                throw base::Error(base::ErrorKind::Invalid,
                                  "spec.secret.template makes more than 1 MiB of this key's value");
            }
            room -= piece.size();
            rendered += piece;
        });
        out.emplace(key, std::move(rendered));
    }
    out[spec.key] = value;
    return out;
}

std::size_t rendered_size(const SecretSpec& spec) {
    static const std::string value(kRoomForValue, 'x'), id(kRoomForId, 'x'), name(kRoomForName, 'x');
    std::size_t size = 0;
    for (const auto& [key, text] : spec.entries) {
        render(text, {value, id, name}, [&](std::string_view piece) { size += piece.size(); });
    }
    return size;
}

}  // namespace secrets
