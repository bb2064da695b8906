#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <stdexcept>

namespace chaos {

// Chance that is the same on every machine for the same seed: the standard's engine, and no distribution of the
// library's, whose results it leaves open.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t next() { return engine_(); }
    // 0 to `count` - 1. The small bias towards low numbers is of no consequence here.
    std::size_t below(std::size_t count) {
        if (count == 0) throw std::invalid_argument("nothing to choose from");
        return static_cast<std::size_t>(next() % count);
    }
    int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
    bool percent(int chance) { return between(1, 100) <= chance; }
    template <typename T, std::size_t N>
    const T& pick(const T (&from)[N]) {
        return from[below(N)];
    }
    template <typename T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace chaos
