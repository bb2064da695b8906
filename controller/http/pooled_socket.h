#pragma once

#include <chrono>
#include <optional>

namespace http {

// Has the peer of an idle connection closed it, sent something that nobody asked for, or been silent for longer than
// the limit? Nothing is read or written. A socket that cannot be asked counts as such.
bool is_stale(int socket, const std::optional<std::chrono::milliseconds>& reuse_limit);

}  // namespace http
