#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/chaos/dice.h"

namespace chaos {

class Arena;

// Something that may happen, and how often it does beside the others. `perform` draws all that it decides from its
// dice, and never from what it finds: so a seed tells the whole story beforehand. It may throw; what it wanted may not
// be possible any more.
struct Deed {
    const char* name;
    int weight;
    void (*perform)(Arena& arena, Dice& dice);
    bool is_fault = false;  // of ZPA or of the way to the API server: it waits while the sky is clear
};

struct Step {
    std::chrono::milliseconds pause;  // before it
    const Deed* deed;
    std::uint64_t seed;  // of the deed's own dice
};

// The endless sequence of steps that a seed stands for. Same seed and deeds, same steps.
class Script {
public:
    Script(std::uint64_t seed, std::vector<Deed> deeds, std::chrono::milliseconds longest_pause);
    Step next();

private:
    Dice dice_;
    const std::vector<Deed> deeds_;
    const int longest_pause_;
    int all_weights_ = 0;
};

}  // namespace chaos
