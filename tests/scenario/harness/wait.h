#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace scenario {

// What a test waited for and did not see. Says what, and how things stood at the end.
struct Unmet : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Generous, since a busy machine is slow: it is only used up by tests that fail.
inline constexpr std::chrono::milliseconds kPatience{30000};

// Asks until `probe` gives something that counts as true (an engaged optional, a pointer, true) and returns that.
// Throws Unmet with `what` after `patience`.
template <typename Probe>
auto wait_for(const std::string& what, Probe probe, std::chrono::milliseconds patience = kPatience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        if (auto found = probe()) return found;
        if (std::chrono::steady_clock::now() > end) throw Unmet("not seen in time: " + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(15));
    }
}

// Asks for as long as `span` lasts, and throws Unmet as soon as `probe` is false. For what must go on being so.
template <typename Probe>
void holds_for(const std::string& what, std::chrono::milliseconds span, Probe probe) {
    const auto end = std::chrono::steady_clock::now() + span;
    while (std::chrono::steady_clock::now() < end) {
        if (!probe()) throw Unmet("did not stay so: " + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(15));
    }
}

}  // namespace scenario
