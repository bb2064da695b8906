#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kube {

// RFC 4648, section 4: how kubeconfigs and Secrets carry bytes. Decoding ignores line breaks, as Go's decoder does, and
// is strict in everything else: nullopt for foreign characters or wrong padding.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace kube
