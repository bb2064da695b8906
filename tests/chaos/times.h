#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace chaos {

// What a 429 or 503 asks for that this program brings about: long enough that a busy machine's delays are no part of
// it.
inline constexpr std::chrono::seconds kRetryAfter{3};

// The times of the protocol (docs/architecture.md, "How a key is created") as the operators are started with: a minute
// with ZPA is a second here. The rules of the checker go by the same figures.
struct Times {
    std::chrono::milliseconds post_deadline{1500};
    std::chrono::milliseconds list_lag{1000};
    std::chrono::milliseconds lease_duration{2000};
    std::chrono::milliseconds write_lease_age{900};

    std::chrono::milliseconds settle() const { return post_deadline + list_lag; }
    std::vector<std::string> flags() const;
};

}  // namespace chaos
