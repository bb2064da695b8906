#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "tests/chaos/result.h"

namespace chaos {

struct RunOptions {
    std::uint64_t seed = 1;
    int kills = 50;                      // it ends after so many SIGKILL,
    std::chrono::seconds longest{600};   // or after this time
    std::string audit_log;               // the API server's
    std::string program;                 // the operator to attack; "" for the one built beside this
    std::chrono::seconds patience{120};  // until all is right again once the faults have ended
    std::function<void(int kills, int deeds)> progress;
};

// One world, from its beginning to its end. Everything that happens follows from the seed, as far as this program
// decides it.
RunResult run(const RunOptions& options);

}  // namespace chaos
