#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/chaos/books.h"

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

struct RunResult {
    std::uint64_t seed = 0;
    int kills = 0;
    int deeds = 0;
    std::map<std::string, int> faults;  // met, by kind
    std::map<std::string, int> ends;    // of the operators, by kind
    std::map<std::string, int> steps;   // of the protocol at which one was held and met its end
    std::vector<Finding> findings;
    std::string stories;  // of what was found
    double seconds = 0;

    int all_faults() const;
};

// One world, from its beginning to its end. Everything that happens follows from the seed, as far as this program
// decides it.
RunResult run(const RunOptions& options);

}  // namespace chaos
