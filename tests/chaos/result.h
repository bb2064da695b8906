#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/chaos/books.h"

namespace chaos {

// What came of one world, or of several.
struct RunResult {
    std::uint64_t seed = 0;
    int kills = 0;
    int deeds = 0;
    int keys = 0;                        // that ZPA made
    std::map<std::string, int> faults;   // met, by kind
    std::map<std::string, int> ends;     // of the operators, by kind
    std::map<std::string, int> steps;    // of the protocol at which one was held and met its end
    std::map<std::string, int> nothing;  // deeds that came to nothing, by name
    std::map<std::string, int> excuses;  // for what would have been a finding
    std::vector<Finding> findings;
    std::string stories;  // of what was found
    double seconds = 0;

    int all_faults() const;
    void count_diary(const std::vector<Diary::Line>& lines);  // steps, and what came to nothing
    void add(const RunResult& other);                         // its counts
};

// Why it proves nothing that nothing was found; "" where it does. Every step is named; in many kills each must have
// been met.
std::string proves_nothing(int runs, const RunResult& all, const std::vector<std::string>& steps);

}  // namespace chaos
