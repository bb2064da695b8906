#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "reconcilers/zpa/key.h"

namespace zpa {

// What is sent to have a key as it is wanted, and what it is then. Pure.

// The body of a POST. What is empty is left out.
nlohmann::json to_json(const KeyDraft& draft);

// The body of a PUT: `raw` (KeyDetail::raw) whole, unknown fields included, with the changes laid over it, as
// Terraform does. `exportable` is always said, since ZPA takes its absence for true; the key's value is never in it.
// Throws Error(Protocol) where `raw` is not an object.
std::string overlay_key(const std::string& raw, const KeyChanges& changes);

// The key once ZPA has taken that PUT. The names of a new group or certificate are not known, nor is a hidden value.
void apply(const KeyChanges& changes, Key& key);

}  // namespace zpa
