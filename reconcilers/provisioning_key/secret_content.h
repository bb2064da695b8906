#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "controller/kube/object_meta.h"
#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// A Secret that carries our label, as the watch delivers it. Holds a key's value.
struct OwnedSecret {
    kube::ObjectMeta meta;
    kube::TextMap data;  // decoded

    // The ProvisioningKey it belongs to by its annotation, "namespace/name", or "".
    const std::string& owner() const;
    // The same as a name; nullopt where there is none, or one of another namespace, which nobody's Secret can belong
    // to.
    std::optional<kube::ObjectKey> owner_key() const;
};
OwnedSecret parse_owned_secret(const nlohmann::json& object);

// The text in it that has this fingerprint, whatever entry it is in; nullptr where there is none, or no fingerprint. An
// empty text is no value, whatever is on record. `likely` is the entry to begin with: hashing is what a quiet pass
// spends its time on.
const std::string* find_text(const OwnedSecret& secret, const std::string& fingerprint, const std::string& likely);

// Was it filled by this program under this very name, and is no copy that a person made of such a one?
bool is_filled_by_us(const OwnedSecret& secret);

// Could a person mean this as a key's value (zpa-api 2.1: number|host|text)? Line ends that editors leave are no part
// of it.
std::optional<std::string> plausible_value(std::string text);

// The entries a Secret must have: the value under secret.key and the template's, with $(value), $(id), $(name) and $$
// replaced. Pure. Throws Error(Invalid) before the template's become larger than any Secret.
kube::TextMap secret_entries(const SecretSpec& spec, const std::string& value, const std::string& id,
                             const std::string& name);

// How much room the template's entries take together, told before there is a key: with a value, id and name as long as
// they come. Pure.
std::size_t rendered_size(const SecretSpec& spec);

// The Secret before anything is in it: what says whose it is, and the spec's labels and annotations, which an admission
// policy may ask for. For POST, so that a stranger's is never merged into.
nlohmann::json empty_secret(const kube::ObjectKey& owner, const SecretSpec& spec);

// A merge patch for the Secret that the POST of `empty` has just made (`made`). For the API server what a POST set
// belongs to that POST, beside what is applied later, and would stay when the spec no longer has it; this makes all of
// it ours by apply.
nlohmann::json own_by_apply(const nlohmann::json& empty, const kube::ObjectMeta& made);

// The whole of what we own of it, for server-side apply. `place` is the Secret as last seen: its uid and resource
// version go along, so that it never lands in another Secret nor over a newer state.
nlohmann::json filled_secret(const kube::ObjectKey& owner, const SecretSpec& spec, const kube::ObjectMeta& place,
                             const kube::TextMap& entries, const std::string& external_id);

// Is everything we own of it as it should be? Pure.
bool is_filled(const OwnedSecret& secret, const kube::ObjectKey& owner, const SecretSpec& spec,
               const kube::TextMap& entries, const std::string& external_id);

}  // namespace provisioning_key
