#include "controller/kube/retry.h"

#include "controller/http/retry_after.h"

namespace kube {

std::optional<std::chrono::milliseconds> retry_delay(const http::Response& response, base::WallTime now) {
    if (response.status != 429 && response.status < 500) return std::nullopt;
    const auto& header = response.header("Retry-After");
    if (header.empty()) return std::nullopt;
    return http::parse_retry_after(header, now);
}

}  // namespace kube
