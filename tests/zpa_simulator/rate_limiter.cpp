#include "tests/zpa_simulator/rate_limiter.h"

namespace simulator {

RateLimiter::RateLimiter(Clock& clock) : clock_(clock) {}

std::optional<int> RateLimiter::refuse(const Behaviour& behaviour, const std::string& source,
                                       const std::string& customer, bool reads) {
    if (!behaviour.limits) return std::nullopt;
    const std::lock_guard lock(mutex_);
    auto& window = windows_[{behaviour.limits_per_source ? source : "", customer, reads}];
    const auto now = clock_.now();
    const auto length = std::chrono::seconds(behaviour.window_seconds);
    if (window.used == 0 || now >= window.opened + length || now < window.opened) window = {now, 0};
    if (window.used < (reads ? behaviour.reads_per_window : behaviour.writes_per_window)) {
        ++window.used;
        return std::nullopt;
    }
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(window.opened + length - now).count());
}

void RateLimiter::reset() {
    const std::lock_guard lock(mutex_);
    windows_.clear();
}

}  // namespace simulator
