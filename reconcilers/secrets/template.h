#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reconcilers/secrets/secret_spec.h"

namespace secrets {

// The entries a Secret must have: the value under secret.key and the template's, with $(value), $(id), $(name) and $$
// replaced. Pure. Throws Error(Invalid) before the template's become larger than any Secret.
kube::TextMap secret_entries(const SecretSpec& spec, std::string_view value, const std::string& id,
                             const std::string& name);

// How much room the template's entries take together, told before there is a key: with a value, id and name as long as
// they come. Pure.
std::size_t rendered_size(const SecretSpec& spec);

}  // namespace secrets
