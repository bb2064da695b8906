#pragma once

#include <atomic>
#include <string>

namespace scenario {

// A loopback address that nothing else in this process calls from: whoever is called can tell the callers apart.
inline std::string own_address() {
    static std::atomic<int> last{0};
    constexpr int kMost = 200;
    const int number = last++;
    return "127.0." + std::to_string(number / kMost) + "." + std::to_string(2 + number % kMost);
}

}  // namespace scenario
