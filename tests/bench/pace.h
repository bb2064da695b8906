#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

namespace bench {

// A long run passes so much quicker than the clock.
inline constexpr int kPace = 20;

inline constexpr int kPollSeconds = 60 / kPace;
inline constexpr int kZpaTokenSeconds = 3600 / kPace;
// The shortest life that Kubernetes gives to a token is 10 minutes; kubelet replaces one after four fifths of it.
inline constexpr int kClusterTokenSeconds = 480 / kPace;

// The operator's own defaults (docs/operations.md), at that pace. How long a lease holds and who is patient with it is
// not among them: that would be a test of the machine.
inline std::vector<std::string> flags_at_pace() {
    struct Time {
        const char* flag;
        double seconds;
    };
    std::vector<std::string> out;
    for (const auto& [flag, seconds] :
         {Time{"--post-deadline", 30}, Time{"--list-lag", 60}, Time{"--soon", 60}, Time{"--fresh-list", 10},
          Time{"--name-check-delay", 1}, Time{"--rate-window", 10}, Time{"--token-check", 60},
          Time{"--file-check", 300}, Time{"--retry-period", 2}}) {
        out.push_back(fmt::format("{}={}", flag, seconds / kPace));
    }
    return out;
}

}  // namespace bench
