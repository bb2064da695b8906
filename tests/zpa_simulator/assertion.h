#pragma once

#include <cstdint>
#include <string>

namespace simulator {

// Checks a client assertion (RFC 7523) as ZIdentity does: three parts, RS256, iss = sub = the client, aud the API's,
// exp in the future but not by more than a day, signed with the client's key. Returns "" or what is wrong with it.
// `public_key` is PEM: a public key or a certificate.
[[nodiscard]] std::string fault_of_assertion(const std::string& assertion, const std::string& client,
                                             const std::string& public_key, std::int64_t now);

}  // namespace simulator
