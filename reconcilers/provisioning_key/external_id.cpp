#include "reconcilers/provisioning_key/external_id.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "reconcilers/provisioning_key/text_rules.h"

namespace provisioning_key {

namespace {

constexpr std::size_t kLongest = 200;
constexpr auto kDefaultMicrotenant = "0";

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == '/') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

}  // namespace

std::string format_external_id(const Identity& identity) {
    return fmt::format("{}/{}/{}/{}/{}", identity.customer_id,
                       identity.microtenant_id.empty() ? kDefaultMicrotenant : identity.microtenant_id,
                       identity.association_type, identity.id, identity.creation_time);
}

std::optional<Identity> parse_external_id(std::string_view text) {
    if (text.size() > kLongest) return std::nullopt;
    const auto parts = split(text);
    if (parts.size() != 5) return std::nullopt;
    for (const auto index : {0, 1, 3, 4}) {
        if (!is_id(parts[static_cast<std::size_t>(index)])) return std::nullopt;
    }
    if (!zpa::parse_association_type(parts[2])) return std::nullopt;
    Identity out{parts[0], parts[1] == kDefaultMicrotenant ? "" : parts[1], parts[2], parts[3], 0};
    const auto& time = parts[4];
    const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), out.creation_time);
    if (error != std::errc{} || end != time.data() + time.size()) return std::nullopt;
    return out;
}

}  // namespace provisioning_key
