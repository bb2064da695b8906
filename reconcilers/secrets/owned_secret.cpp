#include "reconcilers/secrets/owned_secret.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "reconcilers/common/fields.h"
#include "reconcilers/zpa/fingerprint.h"

namespace secrets {

const std::string& OwnedSecret::owner() const {
    static const std::string none;
    const auto* owner = meta.annotation(common::kOwnerAnnotation);
    return owner == nullptr ? none : *owner;
}

std::optional<kube::ObjectKey> OwnedSecret::owner_key() const {
    const auto& name = owner();
    const auto slash = name.find('/');
    if (slash == std::string::npos || name.substr(0, slash) != meta.namespace_name) return std::nullopt;
    return kube::ObjectKey{meta.namespace_name, name.substr(slash + 1)};
}

OwnedSecret parse_owned_secret(const nlohmann::json& object) {
    OwnedSecret out{kube::parse_object_meta(object), {}};
    for (const auto& [key, encoded] : common::text_map(object, "data")) {
        if (auto decoded = kube::base64_decode(encoded)) out.data.emplace(key, std::move(*decoded));
    }
    return out;
}

const std::string* find_text(const OwnedSecret& secret, const std::string& fingerprint, const std::string& likely) {
    if (fingerprint.empty()) return nullptr;
    const auto fits = [&](const std::string& text) { return !text.empty() && zpa::fingerprint(text) == fingerprint; };
    const auto first = secret.data.find(likely);
    if (first != secret.data.end() && fits(first->second)) return &first->second;
    for (const auto& [entry, text] : secret.data) {
        if (fits(text)) return &text;
    }
    return nullptr;
}

void index_by_owner(cache::Store<OwnedSecret>& secrets) {
    secrets.add_index(kOwnerIndex, [](const OwnedSecret& secret) {
        return secret.owner_key() ? std::vector{secret.owner()} : std::vector<std::string>{};
    });
}

}  // namespace secrets
