#pragma once

#include <optional>
#include <string>

namespace provisioning_key {

// An address or CIDR range in the form that compares equal to every other way of writing it (zeros left out, bits of a
// host in a range, the whole length of an address as its prefix); nullopt for anything else. Pure.
std::optional<std::string> canonical_address(const std::string& text);

}  // namespace provisioning_key
