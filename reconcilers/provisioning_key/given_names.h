#pragma once

#include <string>
#include <string_view>

#include "controller/base/random.h"

namespace provisioning_key {

// Names in ZPA that the operator makes up itself. Pure.

// The name a key is born under, NAME.NONCE: one that only we can have given it. Also what ours goes back to where
// another keeps its name.
std::string birth_name(const std::string& name, const std::string& nonce);
bool is_birth_name(const std::string& text, const std::string& name);
std::string new_nonce(base::Random& random);

// The name of a key that is left in ZPA out of use, NAME.retired-NONCE with a shorter nonce.
std::string retired_name(const std::string& name, base::Random& random);
// NAME may be longer than `name`: the key may have had its birth name still.
bool is_retired_name(const std::string& text, const std::string& name);

// The same where nobody knows what NAME was. A hint: people may give such names too.
bool looks_newborn(std::string_view text);
bool looks_retired(std::string_view text);

}  // namespace provisioning_key
