#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace base {

// Randomness as a parameter: jitter and names. Threads: any.
class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
    // `length` characters of [a-z0-9]; 10 of them are 51 bits, enough that only we can have given the name.
    std::string alphanumeric(std::size_t length);
};

// From the operating system's generator; safe from any thread; lives as long as the program.
Random& system_random();

}  // namespace base
