#pragma once

#include <chrono>
#include <vector>

#include "tests/chaos/arena.h"
#include "tests/chaos/books.h"

namespace chaos {

// What is not as it must be once all faults have ended: keys and objects one to one under their right names, every
// Secret with its key's value, nothing owned by nobody, nothing of a stranger's changed, every condition right. Asks
// until nothing is left to find, or `patience` is over.
std::vector<Finding> wait_for_right_end(Arena& arena, std::chrono::seconds patience);

// Deletes every object and waits until ZPA is as it was.
std::vector<Finding> wait_for_empty_end(Arena& arena, std::chrono::seconds patience);

// Objects, statuses, events and what the operators show that hold a secret value outside of its Secret.
std::vector<Finding> look_for_leaks(Arena& arena);

}  // namespace chaos
