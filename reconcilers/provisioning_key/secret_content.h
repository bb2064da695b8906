#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/kube/object_meta.h"
#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// A Secret that carries our label, as the watch delivers it. Holds a key's value.
struct OwnedSecret {
    kube::ObjectMeta meta;
    std::map<std::string, std::string> data;  // decoded

    // The ProvisioningKey it belongs to by its annotation, "namespace/name", or "".
    const std::string& owner() const;
};
OwnedSecret parse_owned_secret(const nlohmann::json& object);

// The entries a Secret must have: the value under secret.key and the template's, with $(value), $(id), $(name) and $$ replaced. Pure.
std::map<std::string, std::string> secret_entries(const SecretSpec& spec, const std::string& value, const std::string& id,
                                                  const std::string& name);

// The Secret before anything is in it: only what says whose it is. For POST, so that a stranger's is never merged into.
nlohmann::json empty_secret(const kube::ObjectKey& owner, const SecretSpec& spec);

// The whole of what we own of it, for server-side apply. `place` is the Secret as last seen: its uid and resource version go along, so
// that it never lands in another Secret nor over a newer state.
nlohmann::json filled_secret(const kube::ObjectKey& owner, const SecretSpec& spec, const kube::ObjectMeta& place,
                             const std::map<std::string, std::string>& entries, const std::string& external_id);

// Is everything we own of it as it should be? Pure.
bool is_filled(const OwnedSecret& secret, const kube::ObjectKey& owner, const SecretSpec& spec,
               const std::map<std::string, std::string>& entries, const std::string& external_id);

}  // namespace provisioning_key
