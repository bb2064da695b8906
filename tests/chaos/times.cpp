#include "tests/chaos/times.h"

#include <fmt/format.h>

namespace chaos {

std::vector<std::string> Times::flags() const {
    const auto seconds = [](std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; };
    return {fmt::format("--post-deadline={}", seconds(post_deadline)),
            fmt::format("--list-lag={}", seconds(list_lag)),
            fmt::format("--lease-duration={}", seconds(lease_duration)),
            fmt::format("--write-lease-age={}", seconds(write_lease_age)),
            "--renew-deadline=1.4",
            "--grace-period=3",
            "--retry-period=0.2",
            "--soon=1",
            "--fresh-list=0.5",
            "--name-check-delay=0.1",
            "--rate-window=1",
            "--token-check=1",
            "--log-level=debug",
            "--health-probe-bind-address=127.0.0.1:0",
            "--metrics-bind-address=127.0.0.1:0"};
}

}  // namespace chaos
