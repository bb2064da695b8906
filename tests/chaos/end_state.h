#pragma once

#include <chrono>
#include <vector>

#include "tests/chaos/arena.h"
#include "tests/chaos/inspection.h"

namespace chaos {

// What is not as it must be once all faults have ended (inspection.h). Asks until nothing is left to find, or
// `patience` is over.
Verdict wait_for_right_end(Arena& arena, std::chrono::seconds patience, const EndState::MadeFor& made_for);

// Deletes every object and waits until ZPA is as it was.
Verdict wait_for_empty_end(Arena& arena, std::chrono::seconds patience, const EndState::MadeFor& made_for);

}  // namespace chaos
