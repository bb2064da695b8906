#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/kube/object_meta.h"
#include "reconcilers/secrets/owned_secret.h"
#include "reconcilers/secrets/secret_spec.h"

namespace secrets {

// The Secret before anything is in it: what says whose it is, and the spec's labels and annotations, which an admission
// policy may ask for. For POST, so that a stranger's is never merged into.
nlohmann::json empty_secret(const kube::ObjectKey& owner, const std::string& name, const SecretSpec& spec);

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

// Was it filled by this program under this very name, and is no copy that a person made of such a one?
bool is_filled_by_us(const OwnedSecret& secret);

}  // namespace secrets
