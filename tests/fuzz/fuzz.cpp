#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace fuzz {

void must(bool holds, std::string_view rule) {
    if (holds) return;
    std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(rule.size()), rule.data());
    std::abort();
}

Input::Input(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

std::size_t Input::choice(std::size_t count) {
    if (left_.empty()) return 0;
    // Digits and letters stand for themselves, so that people can write a corpus with an editor.
    const std::size_t chosen = static_cast<unsigned char>(left_.front()) % count;
    left_.remove_prefix(1);
    return chosen;
}

std::string_view Input::line() {
    const std::size_t end = std::min(left_.find('\n'), left_.size());
    const std::string_view taken = left_.substr(0, end);
    left_.remove_prefix(std::min(end + 1, left_.size()));
    return taken;
}

std::string_view Input::rest() { return left_; }

}  // namespace fuzz
