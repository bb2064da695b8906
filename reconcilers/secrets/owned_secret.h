#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "controller/cache/store.h"
#include "controller/kube/object_meta.h"

namespace secrets {

// A Secret that carries our label. Holds a key's value.
struct OwnedSecret {
    kube::ObjectMeta meta;
    kube::PackedTexts data;  // decoded
    bool has_more = false;   // than `data` shows

    // The ProvisioningKey it belongs to by its annotation, "namespace/name", or "". Lives as long as `meta`.
    std::string_view owner() const;
    // The same as a name; nullopt where there is none, or one of another namespace, which nobody's Secret can belong
    // to.
    std::optional<kube::ObjectKey> owner_key() const;
    bool has_owner() const;  // does owner_key() say one?
    bool holds_nothing() const { return data.empty() && !has_more; }
};
// All of it: for decisions on a Secret that has just been read.
OwnedSecret parse_owned_secret(const nlohmann::json& object);

// What is kept of one that the watch delivers. The label alone makes nobody's Secret ours, and whoever may create
// Secrets could fill our memory with it: of one that names no owner its name is kept, of any other at most what the
// largest of ours holds, beginning with the shortest texts, since a value is short. What was left out is missing in
// comparisons, so that the Secret is read anew before anything is decided.
OwnedSecret parse_watched_secret(const nlohmann::json& object);

// The text in it that has this fingerprint, whatever entry it is in; nullopt where there is none, or no fingerprint. An
// empty text is no value, whatever is on record. `likely` is the entry to begin with: hashing is what a quiet pass
// spends its time on. Lives as long as `secret`.
std::optional<std::string_view> find_text(const OwnedSecret& secret, const std::string& fingerprint,
                                          const std::string& likely);

// Our Secrets by the ProvisioningKey that they belong to, whatever their names: a spec that is edited twice, or a kill,
// leaves some that neither spec nor status names. Before the caches start.
inline constexpr auto kOwnerIndex = "owner";
void index_by_owner(cache::Store<OwnedSecret>& secrets);

}  // namespace secrets
