#pragma once

#include <cstddef>
#include <string_view>

namespace kube {

// What Kubernetes' own names are made of (RFC 1123, without capitals).

inline constexpr std::size_t kLongestLabel = 63;
inline constexpr std::size_t kLongestSubdomain = 253;

bool is_dns_label(std::string_view text);      // a namespace
bool is_dns_subdomain(std::string_view text);  // labels with dots between them: a Secret, an object of ours

}  // namespace kube
