#include "reconcilers/secrets/owned_secret.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "reconcilers/common/fields.h"
#include "reconcilers/zpa/fingerprint.h"

namespace secrets {

namespace {

// A template's 512 KiB and a value of 16 KiB, in at most 33 entries; the rest is room for what others add.
constexpr std::size_t kMostKept = std::size_t{528} * 1024, kMostEntries = 64;

bool is_too_much(const kube::TextMap& data) {
    std::size_t size = 0;
    for (const auto& [entry, text] : data) size += text.size();
    return size > kMostKept || data.size() > kMostEntries;
}

kube::TextMap shortest(kube::TextMap data) {
    std::vector<kube::TextMap::value_type*> by_size;
    by_size.reserve(data.size());
    for (auto& entry : data) by_size.push_back(&entry);
    std::sort(by_size.begin(), by_size.end(), [](const auto* left, const auto* right) {
        return std::pair(left->second.size(), left->first) < std::pair(right->second.size(), right->first);
    });
    kube::TextMap kept;
    std::size_t room = kMostKept;
    for (auto* entry : by_size) {
        if (kept.size() == kMostEntries || entry->second.size() > room) break;
        room -= entry->second.size();
        kept.emplace(entry->first, std::move(entry->second));
    }
    return kept;
}

kube::TextMap decoded_data(const nlohmann::json& object) {
    kube::TextMap out;
    for (const auto& [key, encoded] : common::text_map(object, "data")) {
        if (auto decoded = kube::base64_decode(encoded)) out.emplace(key, std::move(*decoded));
    }
    return out;
}

}  // namespace

std::string_view OwnedSecret::owner() const { return meta.annotation(common::kOwnerAnnotation).value_or(""); }

bool OwnedSecret::has_owner() const {
    const auto& home = meta.namespace_name;
    const auto named = owner();
    return named.size() > home.size() && named.starts_with(home.str()) && named[home.size()] == '/';
}

std::optional<kube::ObjectKey> OwnedSecret::owner_key() const {
    if (!has_owner()) return std::nullopt;
    return kube::ObjectKey{meta.namespace_name, owner().substr(meta.namespace_name.size() + 1)};
}

OwnedSecret parse_owned_secret(const nlohmann::json& object) {
    return {kube::parse_object_meta(object), decoded_data(object)};
}

OwnedSecret parse_watched_secret(const nlohmann::json& object) {
    OwnedSecret out{kube::parse_object_meta(object), {}};
    auto data = decoded_data(object);
    if (!out.has_owner()) {
        out.has_more = !data.empty();
        out.meta.labels = kube::TextMap();
        out.meta.annotations = {};
    } else if (is_too_much(data)) {
        out.has_more = true;
        out.data = shortest(std::move(data));
    } else {
        out.data = data;
    }
    return out;
}

std::optional<std::string_view> find_text(const OwnedSecret& secret, const std::string& fingerprint,
                                          const std::string& likely) {
    if (fingerprint.empty()) return std::nullopt;
    const auto fits = [&](std::string_view text) { return !text.empty() && zpa::fingerprint(text) == fingerprint; };
    const auto first = secret.data.find(likely);
    if (first && fits(*first)) return first;
    for (std::size_t i = 0; i < secret.data.size(); ++i) {
        if (fits(secret.data.text(i))) return secret.data.text(i);
    }
    return std::nullopt;
}

void index_by_owner(cache::Store<OwnedSecret>& secrets) {
    secrets.add_index(kOwnerIndex, [](const OwnedSecret& secret) {
        return secret.has_owner() ? std::vector{std::string(secret.owner())} : std::vector<std::string>{};
    });
}

}  // namespace secrets
