#include "tests/chaos/script.h"

namespace chaos {

Script::Script(std::uint64_t seed, std::vector<Deed> deeds, std::chrono::milliseconds longest_pause)
    : dice_(seed), deeds_(std::move(deeds)), longest_pause_(static_cast<int>(longest_pause.count())) {
    for (const auto& deed : deeds_) all_weights_ += deed.weight;
}

Step Script::next() {
    const std::chrono::milliseconds pause(dice_.between(0, longest_pause_));
    auto rest = dice_.between(1, all_weights_);
    const Deed* chosen = nullptr;
    for (const auto& deed : deeds_) {
        rest -= deed.weight;
        if (rest <= 0) {
            chosen = &deed;
            break;
        }
    }
    return {pause, chosen, dice_.next()};
}

}  // namespace chaos
