#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/chaos/arena.h"
#include "tests/chaos/books.h"

namespace chaos {

// A text that anybody may read.
struct Readable {
    std::string where;  // an object, "namespace/name", or what else shows it
    std::string text;
};

// Objects, events, Secrets without their data, and what the operators show while they run.
std::vector<Readable> everything_readable(Arena& arena);
// By the operators. They end by that.
std::vector<Readable> everything_written(Arena& arena);
// Every value that a key ever had, also of those that are gone.
std::set<std::string> values_of_keys(Arena& arena);

// Where a value is that belongs into a Secret alone: in these texts, or in any version that an object ever had and what
// was asked for it.
std::vector<Finding> look_for_leaks(const std::set<std::string>& values, const std::vector<Readable>& texts,
                                    const std::map<std::string, History>& histories);

}  // namespace chaos
